import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from '../../support/cluster.js';
import { type Scenario, secondsOf } from './scenario.js';

/** Until what was on its way when the lock was taken has come through. */
const CALM = 1500;

/** Hard test 10. */
export const slowCommit: Scenario = {
  name: 'slow-commit',
  title: 'A lock keeps every commit of readings waiting; the broker must neither hear of them nor be lost',
  long: '75 s, two keep-alives and a half, instead of 12 s',
  async strike({ adminUrl, lines: { broker } }, { long }) {
    const ms = long ? 75_000 : 12_000;
    const connects = () => broker.sent.filter(({ packet }) => packet === 'connect').length;
    const [early, lost] = await asAdmin(adminUrl, async (admin) => {
      await admin.query('begin');
      await admin.query('lock table reading in access exclusive mode');
      await sleep(CALM);
      const [pubacks, before] = [broker.pubacks, connects()];
      await sleep(ms);
      const counted = [broker.pubacks - pubacks, connects() - before] as const;
      await admin.query('rollback');
      return counted;
    });
    const wrong = [
      ...(early > 0 ? [`${early} acknowledgements before their commit`] : []),
      ...(lost > 0 ? [`${lost} connections to the broker were made anew`] : []),
    ];
    return { seen: null, words: [`${secondsOf(ms)}: ${early} early acknowledgements, ${lost} disconnects`], wrong };
  },
};
