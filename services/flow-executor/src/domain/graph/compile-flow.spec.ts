import { end, errorHandler, givenFlowOf, request } from '../../../test/given-flow.ts';
import { connector, givenGraph } from '../../../test/given-run.ts';
import { readFlowExport } from '../flow/read-flow-export.ts';
import { compileFlow } from './compile-flow.ts';
import { FlowNotRunnable } from './flow-not-runnable.ts';

const calling = () =>
  givenFlowOf(
    { Call: request(), Done: end },
    { links: ['Call -default-> Done'], events: errorHandler, variables: [{ name: 'n', type: 'INTEGER', value: '7' }] },
  );

describe('compileFlow', () => {
  it('resolves exits, the event flow for errors, variables and connectors', () => {
    const graph = givenGraph(calling());
    expect(graph.start.exits.get('out')).toMatchObject({ label: 'Call' });
    expect(graph.onError).toMatchObject({ label: 'GlobalErrorHandling' });
    expect(graph.variables.get('n')).toEqual({ type: 'INTEGER', initial: 7 });
    expect(graph.connectorIds).toEqual([connector.connectorId]);
    expect(graph.settings).toEqual({ onConnectorInactive: 'HALT', fallbackDestination: 'Emergency' });
  });

  it('refuses a flow that lost its connector, and says where', () => {
    const compile = () => compileFlow(readFlowExport(calling()), { uses: [], onConnectorInactive: 'HALT', fallbackDestination: null });
    expect(compile).toThrow(FlowNotRunnable);
    expect(compile).toThrow(
      expect.objectContaining({
        kind: 'conflict',
        details: { rows: [expect.objectContaining({ code: 'flow.connector-unbound', activityLabel: 'Call', severity: 'ERROR' })] },
      }),
    );
  });

  it('refuses a flow without a start', () => {
    const flow = readFlowExport({ name: 'x', process: { activities: {}, links: [] } });
    expect(() => compileFlow(flow, { uses: [], onConnectorInactive: 'HALT', fallbackDestination: null })).toThrow(FlowNotRunnable);
  });
});
