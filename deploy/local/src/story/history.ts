import type { Connector } from '@patchbay/contracts';
import { changeIn, type Verdict, verifyHistory } from '@patchbay/halt-history';
import { registryOf } from '../world/addresses.ts';
import { requestText } from '../world/http.ts';
import type { ArrivedCall } from './sandbox.ts';
import { expectThat, type Stage } from './stage.ts';

/** What is sent at once may arrive a little later, where the machine has other things to do. */
const clockErrorMs = 50;

/** Holds what the Contact Center API has logged against the registry's history. @throws StoryFailure when a call did not keep to it */
export async function verifyCalls(
  { organizationId, tokens }: Stage,
  { connectorId }: Connector,
  arrived: readonly ArrivedCall[],
): Promise<Verdict> {
  const url = `${registryOf(organizationId)}/history/versions?connectorId=${connectorId}`;
  const exported = await requestText('GET', url, { token: tokens.fullAdmin });
  const changes = exported
    .trimEnd()
    .split('\n')
    .map((line, index) => changeIn(line, `${url} line ${index + 1}`));
  const calls = arrived.map((call) => ({ ...call, connectorVersion: Number(call.connectorVersion), at: call.arrivedAt }));
  const verdict = await verifyHistory(calls, changes, { clockErrorMs });
  expectThat(verdict.holds, `the log of the Contact Center API does not keep to the history: ${verdict.examples[0]?.sentence}`);
  expectThat(verdict.calls > 0 && verdict.halts > 0, 'there is nothing in log or history by which a halt could be judged');
  return verdict;
}
