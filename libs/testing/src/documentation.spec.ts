import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declaredCodes, documentedIn } from './documentation.ts';

const readme = `# Service

## Codes

Text before.

| code | kind |
| ---- | ---- |
| \`b.two\` | conflict |
| \`a.one\` | invalid |

### Environment

| variable | default |
| --- | --- |
| PORT | \`8080\` |

## Nothing
`;

describe('the documentation', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-documentation-'));
    file = join(folder, 'README.md');
    writeFileSync(file, readme);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read from the table under a heading, and from no other', () => {
    expect(documentedIn(file, 'Codes')).toEqual(['a.one', 'b.two']);
    expect(documentedIn(file, 'Environment')).toEqual(['PORT']);
  });

  it('is missed when there is no such heading, or no table under it', () => {
    expect(() => documentedIn(file, 'Topics')).toThrow('has no heading "Topics"');
    expect(() => documentedIn(file, 'Nothing')).toThrow('has no table under "Nothing"');
  });

  it('is compared with the codes that the source declares, in folders below too, specs left out', () => {
    mkdirSync(join(folder, 'domain'));
    writeFileSync(join(folder, 'domain/errors.ts'), "readonly code = 'b.two';\nreadonly code = 'a.one';\nconst postcode = 'x';");
    writeFileSync(join(folder, 'again.ts'), "override readonly code = 'a.one';");
    writeFileSync(join(folder, 'errors.spec.ts'), "readonly code = 'not.this';");
    expect(declaredCodes(folder)).toEqual(['a.one', 'b.two']);
  });
});
