import { containerArguments, containerNameOf } from './kafka-container.ts';

describe('the container of Kafka', () => {
  it('is named after its folder', () => {
    expect(containerNameOf('/a')).toMatch(/^patchbay-kafka-[0-9a-f]{12}$/);
    expect(containerNameOf('/a')).not.toBe(containerNameOf('/b'));
  });

  it('is reachable from this machine alone, at the address that the broker advertises, and keeps its data in a volume', () => {
    const command = containerArguments('name', 29_000, 256).join(' ');
    expect(command).toContain('run --rm --name name --publish 127.0.0.1:29000:29000 --volume name:/var/lib/kafka/data');
    expect(command).toContain('--env KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:29000');
    expect(command).toContain('--env KAFKA_LISTENERS=PLAINTEXT://0.0.0.0:29000,CONTROLLER://0.0.0.0:29001');
    expect(command).toContain('--env KAFKA_LOG_DIRS=/var/lib/kafka/data');
    expect(command).toContain('--env KAFKA_HEAP_OPTS=-Xmx256m');
    expect(command).toMatch(/ apache\/kafka:4\.1\.1$/);
  });
});
