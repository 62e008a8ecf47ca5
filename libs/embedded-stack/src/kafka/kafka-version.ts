/** Also in kafka/pom.xml; a spec compares the two. */
export const kafkaVersion = '4.1.1';
