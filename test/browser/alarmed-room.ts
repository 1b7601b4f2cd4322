import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import type { TestApp } from '../support/app.js';
import { expand, ON_BIOREACTOR } from '../support/culture-recipe.js';
import { unitDefinition } from '../support/room-units.js';

/** On a unit: a program that goes on for long. */
export const WATCHED = `
recipe: watched
title: Watched culture
product: Test cells
${ON_BIOREACTOR}
          - id: identity
            kind: scan
            title: Check the bag
            instruction: Scan the bag.
            scans: [{ id: bag, title: Bag, expects: coi }]
            sign: [performed]
          ${expand(200)}
            monitor: [{ tag: temperature, unit: Cel, action: [20, 40], delay: PT10S, onBreach: continue, criticality: CPP }]
            sign: [performed]
`;
export const LONG = 'Door of the chamber open, or its latch not closed behind the rack with the flasks';
const said = {
  ...{ cause: 'The bottle is empty.', consequence: 'pH drifts within minutes.' },
  ...{ response: 'Change to the second bottle.', respondWithin: 'PT10M' },
};
export const ALARMS = [
  {
    ...{ code: 'gas-supply-low', title: 'Gas supply low', source: { kind: 'condition', name: 'GasSupplyLow' } },
    ...{ ...said, priority: 'critical', enabled: 'always' },
  },
  {
    ...{ code: 'door-open', title: LONG, source: { kind: 'state', tag: 'door-open', is: true } },
    ...{ ...said, priority: 'medium', enabled: 'always', latched: true },
  },
  {
    ...{ code: 'co2-high', title: 'CO2 too high', source: { kind: 'limit', tag: 'co2', above: 8, deadband: 0.5 } },
    ...{ ...said, priority: 'low', enabled: ['Formulate'] },
  },
  {
    ...{ code: 'offline', title: 'Unit offline', source: { kind: 'offline', onDelay: 'PT1S' } },
    ...{ ...said, priority: 'high', enabled: 'always' },
  },
];
/** Ten more than anybody can answer, at once. */
export const TOO_MANY = Array.from({ length: 11 }, (_, n) => ({
  ...{ code: `warm-${n}`, title: `Warm, ${n}`, source: { kind: 'limit', tag: 'temperature', above: 1 + n } },
  ...{ ...said, priority: 'low', enabled: 'always' },
}));
const NOWHERE = ['U-02', 'U-03', 'U-04'];

/** The bioreactors of the room have these alarms, and no others. */
export async function defineAlarms(app: TestApp, alarms: object[]): Promise<void> {
  const { unitClasses } = parse(readFileSync('recipes/plant/unit-classes.yaml', 'utf8')) as { unitClasses: object[] };
  const { code: _, ...bioreactor } = unitClasses[0] as { code: string };
  await (await app.as('engineer')).put('/unit-classes/closed-bioreactor', { ...bioreactor, alarms });
}

/** Three units at an address where nobody answers. */
export async function defineUnreachable(app: TestApp): Promise<void> {
  const engineer = await app.as('engineer');
  for (const code of NOWHERE) {
    const definition = unitDefinition(code);
    const where = { endpoint: 'opc.tcp://127.0.0.1:9', applicationUri: `urn:ballroom:unit:${code}` };
    const connector = { ...definition.connector, ...where, securityPolicy: 'Basic256Sha256', samplesPerSecond: 1 };
    await engineer.put(`/units/${code}`, { ...definition, connector });
  }
}

/** What the people on duty carry: it is told by a webhook. */
export class Pager {
  /** where they say that they know, in order */
  readonly answers: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += String(chunk)));
      request.on('end', () => {
        this.answers.push((JSON.parse(text) as { answer: string }).answer);
        response.writeHead(204).end();
      });
    });
  }

  static async start(): Promise<Pager> {
    const pager = new Pager();
    await new Promise<void>((resolve) => pager.server.listen(0, '127.0.0.1', resolve));
    return pager;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  stop(): void {
    this.server.close();
  }
}
