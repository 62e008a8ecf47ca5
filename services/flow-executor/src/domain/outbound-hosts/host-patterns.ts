interface Address {
  /** In lower case, as URLs have it. */
  readonly hostname: string;
  /** Empty for the usual one of the protocol. */
  readonly port: string;
  readonly protocol: string;
}

const usualPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** `api.example`, `*.example.com` for what is below it, each with `:port` where it is not the usual one. */
export class HostPatterns {
  private readonly patterns: ReadonlySet<string>;

  constructor(patterns: readonly string[]) {
    this.patterns = new Set(patterns);
  }

  permit({ hostname, port, protocol }: Address): boolean {
    const usual = usualPorts[protocol] ?? '';
    const number = port || usual;
    return namesOf(hostname).some((name) => this.patterns.has(`${name}:${number}`) || (number === usual && this.patterns.has(name)));
  }
}

/** A host by its own name, and as one below each of its domains. */
function namesOf(hostname: string): string[] {
  const names = [hostname];
  for (let dot = hostname.indexOf('.'); dot >= 0; dot = hostname.indexOf('.', dot + 1)) names.push(`*${hostname.slice(dot)}`);
  return names;
}
