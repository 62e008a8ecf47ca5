import { demoFlows, filesIn, ownExports, readExport, realFlows } from './flow-files.ts';
import { type Branch, linesOf, readGolden, replay, writeGolden } from './journeys/golden.ts';
import { neverTaken } from './journeys/never-taken.ts';
import { recordBranches } from './journeys/record.ts';
import { labelledExit, wiredExits, worldOf } from './journeys/world.ts';

const files = [demoFlows, ownExports, realFlows].flatMap((folder) => filesIn(folder).map((file) => [file, folder] as const));

const lines = (recorded: Branch) => [JSON.parse(recorded[0] ?? '{}').branch as string[], recorded] as const;

/** What each branch of each flow makes the platform do. `UPDATE_GOLDEN=1` writes it anew: read the difference before you keep it. */
describe.each(files)('%s', (file, folder) => {
  const world = worldOf(readExport(folder, file));
  if (process.env.UPDATE_GOLDEN === '1') writeGolden(file, recordBranches(world));
  const golden = readGolden(file) ?? [];

  it.each(golden.map(lines))('goes %j', (branch, recorded) => {
    expect(linesOf(replay(world, recorded), branch)).toEqual(recorded);
  });

  it('has a record of each exit that is wired', () => {
    const taken = new Set(golden.flatMap((recorded) => [...replay(world, recorded).exits]));
    const missing = wiredExits(world.flow).filter((exit) => !taken.has(exit));
    expect(missing.map(labelledExit(world)).sort()).toEqual(neverTaken[file] ?? []);
  });
});
