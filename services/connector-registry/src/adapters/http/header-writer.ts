/** What of the framework's reply is used here. */
export interface HeaderWriter {
  header(name: string, value: string): unknown;
}
