import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asEnvironment, asProperties, clusterId } from './kafka-settings.ts';
import { kafkaVersion } from './kafka-version.ts';

describe('the settings of Kafka', () => {
  it('become lines of a properties file, with backslashes kept', () => {
    expect(asProperties({ 'node.id': '1', 'log.dirs': 'C:\\kafka' })).toBe('node.id=1\nlog.dirs=C:\\\\kafka\n');
  });

  it('become variables of the image', () => {
    expect(asEnvironment({ 'auto.create.topics.enable': 'false' })).toEqual({ KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false' });
  });

  it('have a cluster id of sixteen bytes', () => {
    expect(Buffer.from(clusterId, 'base64url')).toHaveLength(16);
  });

  it('are for the version that Maven brings', () => {
    const pom = readFileSync(join(import.meta.dirname, '../../kafka/pom.xml'), 'utf8');
    expect(pom).toContain(`<artifactId>kafka_2.13</artifactId>\n      <version>${kafkaVersion}</version>`);
  });
});
