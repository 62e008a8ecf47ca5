// npm run verify-history -- --calls FILE --changes FILE: holds a log of calls against the registry's history. Exit code 0: it keeps to it; 1: it does
// not; 2: there is something that cannot be read.
import process from 'node:process';
import { runCommand } from './run-command.ts';

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

process.exitCode = await runCommand(process.argv.slice(2), print);
