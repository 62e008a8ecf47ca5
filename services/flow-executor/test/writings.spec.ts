import { exportTextIn } from '../src/domain/flow/import-document.ts';
import { demoFlows, filesIn, ownExports, readExport, realFlows } from './flow-files.ts';
import { linesOf, readGolden, replay } from './journeys/golden.ts';
import { worldOf } from './journeys/world.ts';
import { writings } from './journeys/writings.ts';

const files = [demoFlows, ownExports, realFlows].flatMap((folder) => filesIn(folder).map((file) => [file, folder] as const));

/** How a flow is written depends on the year, on the data centre and on who has handed it on; what it does must not. */
describe.each(Object.entries(writings))('a flow %s', (_name, rewrite) => {
  it.each(files)('does the same: %s', (file, folder) => {
    const world = worldOf(JSON.parse(exportTextIn(JSON.stringify(rewrite(readExport(folder, file))))));
    for (const recorded of readGolden(file) ?? []) {
      expect(linesOf(replay(world, recorded), JSON.parse(recorded[0] ?? '{}').branch)).toEqual(recorded);
    }
  });
});
