import { requireJava } from './kafka-runtime.ts';

const java = (version: string): string => `openjdk version "${version}" 2025-04-15\nOpenJDK Runtime Environment`;

describe('requireJava', () => {
  it.each(['17.0.15', '21', '25.0.1-ea'])('accepts Java %s with Maven', (version) => {
    expect(() => requireJava(java(version), true)).not.toThrow();
  });

  it.each([
    [java('11.0.2'), true, 'Java is 11'],
    [java('1.8.0_292'), true, 'Java is 8'],
    [undefined, true, 'there is no Java'],
    [undefined, false, 'there is no Java, there is no Maven'],
    [java('17'), false, 'there is no Maven'],
  ])('refuses %j with Maven or jars %s: %s', (version, hasMavenOrJars, missing) => {
    expect(() => requireJava(version, hasMavenOrJars)).toThrow(
      `Kafka needs a Docker engine that runs, or Java 17 or newer and Maven, and here no Docker engine answers, ${missing}: start Docker, or install`,
    );
  });
});
