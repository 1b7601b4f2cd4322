import type { BatchDto } from '../src/execution/batches/batch-view.dto.js';
import type { Api } from '../tools/demo/api.js';
import { DEMO_PASSWORD } from '../tools/demo/people.js';

/** The first step of each recipe here, as the lint asks for it: whose cells these are. */
export const IDENTITY = `
          - id: identity
            kind: scan
            title: Identity
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]`;

/** Does it, from start to signature. */
export async function identify(operator: Api, username: string, batch: string, coi: string): Promise<void> {
  const first = async () => (await operator.get<BatchDto>(`/batches/${batch}`)).steps[0]!;
  const act = async (command: string, body: object = {}): Promise<void> => {
    const { id, version } = await first();
    await operator.post(`/batches/${batch}/steps/${id}/${command}`, { seen: version, ...body });
  };
  await act('start');
  await act('scan', { scan: 'bag', scanned: coi });
  await act('complete');
  const { hash } = (await first()).signing!;
  await act('sign', { signing: { username, password: DEMO_PASSWORD, meaning: 'performed', hash } });
}
