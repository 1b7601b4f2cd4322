import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LedgerLine } from './disk.js';
import { BadFault, type Fault, fault, type FaultName } from './faults.js';
import { type PanelAct, panelAct } from './panel-act.js';
import { type Question, question } from './prompt.js';
import { Refused } from './refused.js';

/** What the control endpoint may do to a unit. */
export interface Controlled {
  faults: readonly FaultName[];
  inject(fault: Fault): void;
  lift(name: FaultName): boolean;
  snapshot(): object;
  /** somebody at the unit's own panel; throws `Refused` */
  atPanel(act: PanelAct): void;
  /** it waits for a person from now on; throws `Refused` */
  ask(given: Question): object;
  withdraw(): void;
  ledger(from: number): LedgerLine[];
  stop(): void;
}

class NotTaken extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Answer {
  status: number;
  type: string;
  text: string;
}

const LONGEST_BODY = 10_000;

/** The control endpoint on 127.0.0.1; answers its port. */
export async function openControl(unit: Controlled, port: number): Promise<{ server: http.Server; port: number }> {
  const server = http.createServer((request, response) => {
    void answer(unit, request).then(({ status, type, text }) => {
      response.writeHead(status, { 'content-type': type, connection: 'close' }).end(text);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function answer(unit: Controlled, request: http.IncomingMessage): Promise<Answer> {
  try {
    return await route(unit, request);
  } catch (error) {
    if (error instanceof NotTaken) return json({ error: error.message }, error.status);
    if (error instanceof BadFault) return json({ error: error.message }, 400);
    if (error instanceof Refused) return json({ error: `${error.code}: ${error.message}` }, 409);
    return json({ error: error instanceof Error ? error.message : 'unknown' }, 500);
  }
}

async function route(unit: Controlled, request: http.IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, head = '', name, ...rest] = url.pathname.split('/');
  const method = request.method ?? '';
  const only = (...allowed: string[]): void => {
    if (!allowed.includes(method)) throw new NotTaken(405, `${url.pathname} takes ${allowed.join(', ')}`);
  };
  if (head === 'faults' && name !== undefined && rest.length === 0) {
    only('POST', 'DELETE');
    const known = unit.faults.find((one) => one === name);
    if (known === undefined) throw new NotTaken(404, `no fault '${name}'; there are ${unit.faults.join(', ')}`);
    if (method === 'DELETE') return lifted(unit, known);
    const made = fault(known, await body(request), Date.now());
    unit.inject(made);
    return json(made, 201);
  }
  if (name !== undefined) throw new NotTaken(404, `no ${url.pathname}`);
  if (head === 'state') {
    only('GET');
    return json(unit.snapshot());
  }
  if (head === 'ledger') {
    only('GET');
    const lines = unit.ledger(counter(url.searchParams.get('from') ?? '0'));
    return {
      status: 200,
      type: 'application/x-ndjson',
      text: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    };
  }
  if (head === 'panel') {
    only('POST');
    const act = panelAct(await body(request));
    unit.atPanel(act);
    return json(act);
  }
  if (head === 'prompt') {
    only('POST', 'DELETE');
    if (method === 'POST') return json(unit.ask(question(await body(request))), 201);
    unit.withdraw();
    return json({ waits: false });
  }
  if (head === 'stop') {
    only('POST');
    setImmediate(() => unit.stop());
    return json({ stopping: true }, 202);
  }
  throw new NotTaken(404, `no ${url.pathname}`);
}

function lifted(unit: Controlled, name: FaultName): Answer {
  if (!unit.lift(name)) throw new NotTaken(404, `there is no ${name} now`);
  return json({ ended: name });
}

function counter(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new NotTaken(400, 'from must be a counter');
  return Number(text);
}

async function body(request: http.IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST_BODY) throw new NotTaken(400, 'the body is too long');
  }
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new NotTaken(400, 'the body is not JSON');
  }
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', text: `${JSON.stringify(value)}\n` };
}
