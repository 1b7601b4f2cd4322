import { setTimeout as sleep } from 'node:timers/promises';
import { nothing, type Scenario, secondsOf } from './scenario.js';

/** Between the server and what it needs; the cables of the units are `black-hole`. */
export const cutLines: Scenario = {
  name: 'cut-lines',
  title: 'The lines from the server to its broker and to its database are cut, one after the other and both at once',
  long: '2 min each, instead of 5 s',
  async strike({ lines: { database, broker } }, { long }) {
    const ms = long ? 120_000 : 5000;
    for (const cut of [[broker], [database], [broker, database]]) {
      for (const line of cut) line.cut();
      await sleep(ms);
      for (const line of cut) line.mend();
      await sleep(2000);
    }
    return nothing(`${secondsOf(ms)} each`);
  },
};
