import {
  type CallMethodResult,
  DataType,
  type DataValue,
  type NodeId,
  StatusCodes,
  Variant,
  VariantArrayType,
} from 'node-opcua';
import type { Uuid } from '../../../kernel/ids.js';
import type { Quantity } from '../../../kernel/quantity.js';
import {
  type ActivityChange,
  CommandRefused,
  type ControlMethod,
  type OpcuaTagMap,
  type ProgramResult,
  type PromptReply,
  type UnitActivity,
  type UnitControl,
  type UnitOrder,
  type UnitSight,
} from '../domain/index.js';
import type { Address, Addresses } from './addresses.js';
import type { Link } from './link.js';
import { Prompts } from './prompts.js';
import { goodText, instant, instantOf, text } from './said.js';

const STATE = 'lads:FunctionalUnitState';
const RUNNING = `${STATE}/lads:RunningStateMachine`;
const ACTIVE = 'lads:ProgramManager/lads:ActiveProgram';

/** Nodes of the functional unit; all but those of {@link OPTIONAL} must be there. */
const PATHS = {
  state: STATE,
  activity: `${STATE}/0:CurrentState/0:EffectiveDisplayName`,
  start: `${STATE}/lads:StartProgram`,
  startArguments: `${STATE}/lads:StartProgram/0:InputArguments`,
  stop: `${STATE}/lads:Stop`,
  running: RUNNING,
  hold: `${RUNNING}/lads:Hold`,
  unhold: `${RUNNING}/lads:Unhold`,
  pause: `${RUNNING}/lads:Suspend`,
  resume: `${RUNNING}/lads:Unsuspend`,
  reset: `${RUNNING}/lads:Reset`,
  abort: `${STATE}/lads:Abort`,
  clear: `${STATE}/lads:Clear`,
  templates: 'lads:ProgramManager/lads:ProgramTemplateSet',
  results: 'lads:ProgramManager/lads:ResultSet',
  resultsVersion: 'lads:ProgramManager/lads:ResultSet/0:NodeVersion',
  run: `${ACTIVE}/lads:DeviceProgramRunId`,
  job: `${ACTIVE}/lads:SupervisoryJobId`,
  task: `${ACTIVE}/lads:SupervisoryTaskId`,
} as const;

const OPTIONAL: ReadonlySet<string> = new Set<keyof typeof PATHS>([
  ...(['resultsVersion', 'templates', 'job', 'task'] as const),
  ...(['reset', 'pause', 'resume', 'abort', 'clear'] as const),
]);

/** Methods of the functional unit's state; the others are those of its running state machine. */
const OUTER: ReadonlySet<ControlMethod> = new Set(['stop', 'abort', 'clear']);

type Nodes = { [K in keyof typeof PATHS]: Address | null };

const SERVER_STARTED = 'i=2257';

/** Characters that are kept of what a unit tells as its kit. */
const LONGEST_KIT = 500;

/** The activity in a value of the watched state. */
export function activityOf(data: DataValue): ActivityChange | null {
  const activity = text(data) as UnitActivity;
  return activity === ('' as UnitActivity) || data.sourceTimestamp === null
    ? null
    : { activity, at: instantOf(data.sourceTimestamp) };
}

/** Numbers of good quality, by name. */
const shownBy = (names: string[], read: DataValue[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name, at): [string, string][] => {
      const value: unknown = read[at]?.statusCode === StatusCodes.Good ? read[at].value.value : null;
      return typeof value === 'number' && Number.isFinite(value) ? [[name, `${value}`]] : [];
    }),
  );

/** Where a control function's value is, its target stands beside that. */
const CURRENT = /\/lads:CurrentValue$/;

async function targetsOf(addresses: Addresses, device: Address, tags: Record<string, string>) {
  const controlled = Object.entries(tags).filter(([, path]) => CURRENT.test(path));
  const found = await addresses.find(
    device,
    controlled.map(([, path]) => path.replace(CURRENT, '/lads:TargetValue')),
  );
  return new Map(controlled.flatMap(([tag], at): [string, Address][] => (found[at] == null ? [] : [[tag, found[at]]])));
}

/** A LADS functional unit over one connection: programs, their results, and its state. */
export class LadsUnit implements UnitControl {
  readonly sightIsAsked = true;
  private readonly ended = new Map<string, ProgramResult>();

  private constructor(
    private readonly link: Link,
    private readonly nodes: Nodes,
    private readonly found: {
      addresses: Addresses;
      targets: ReadonlyMap<string, Address>;
      /** undefined for a unit that asks nothing, null where what it shows is not all there */
      prompts: Prompts | null | undefined;
      /** where what it tells of its kit would be: in the functional unit's own namespace, as LADS has no place for it */
      kit: () => Promise<Address | null>;
    },
  ) {}

  /** The one functional unit of a device, with the targets of its control functions beside the values of its tag map. */
  static async find(
    link: Link,
    addresses: Addresses,
    device: Address,
    { tags, prompts }: Pick<OpcuaTagMap, 'tags' | 'prompts'>,
  ): Promise<LadsUnit> {
    const [set] = await addresses.find(device, ['lads:FunctionalUnitSet']);
    const units = set == null ? [] : await addresses.objects(set);
    if (units.length !== 1) throw new Error(`lads: ${units.length} functional units, one is needed`);
    const names = Object.keys(PATHS) as (keyof typeof PATHS)[];
    const found = await addresses.find(units[0]!.address, Object.values(PATHS));
    const missing = names.filter((name, at) => found[at] === null && !OPTIONAL.has(name));
    if (missing.length > 0) throw new Error(`lads: no ${missing.map((name) => PATHS[name]).join(', ')}`);
    const nodes = Object.fromEntries(names.map((name, at) => [name, found[at]])) as Nodes;
    const targets = await targetsOf(addresses, device, tags);
    const asked = prompts === undefined ? undefined : await Prompts.find(link, addresses, device, prompts);
    const { address, namespace } = units[0]!;
    const kit = () => addresses.findIfAny(address, `#${namespace}:Kit`);
    return new LadsUnit(link, nodes, { addresses, targets, prompts: asked, kit });
  }

  /** What is followed beside the tags. */
  get watched(): Record<string, Address | null> {
    const targets = [...this.found.targets].map(([name, address]) => [`target ${name}`, address]);
    const { activity, run, resultsVersion: results } = this.nodes;
    return {
      activity,
      run,
      results,
      ...this.found.prompts?.watched,
      ...(Object.fromEntries(targets) as Record<string, Address>),
    };
  }

  get mayPrompt(): boolean {
    return this.found.prompts != null;
  }

  /** What of it cannot be seen, in words for the unit's status. */
  get problems(): string[] {
    return this.found.prompts === null ? ['prompts: not found at the unit, or not whole'] : [];
  }

  async sight(): Promise<UnitSight> {
    const { activity, run, job, task } = this.nodes;
    const ids = [activity!, SERVER_STARTED, run!, job, task].filter((id) => id !== null);
    const read = await this.link.read([...ids, ...this.found.targets.values()]);
    const [state, started, active, ...supervisory] = read.slice(0, ids.length);
    const change = activityOf(state!);
    if (change === null) throw new Error('lads: the unit has no state');
    return {
      activity: change,
      serverStartedAt: instant(started) ?? change.at,
      active: {
        runId: text(active),
        job: job === null ? '' : text(supervisory[0]),
        task: task === null ? '' : text(supervisory.at(-1)),
      },
      results: await this.results(),
      setpoints: shownBy([...this.found.targets.keys()], read.slice(ids.length)),
      ...(await this.found.prompts?.shown()),
    };
  }

  /** A property of the program's template, in the template's own namespace: LADS has no place for it. */
  async checksum(program: string): Promise<string | null> {
    const { templates } = this.nodes;
    const known = templates === null ? [] : await this.found.addresses.objects(templates);
    const template = known.find(({ name }) => name === program);
    if (template === undefined) return null;
    const [node] = await this.found.addresses.find(template.address, [`#${template.namespace}:Checksum`]);
    return node == null ? null : text((await this.link.read([node]))[0]) || null;
  }

  async kit(): Promise<string | null | undefined> {
    const node = await this.found.kit();
    return node === null ? undefined : goodText((await this.link.read([node]))[0], LONGEST_KIT);
  }

  async start(order: UnitOrder): Promise<string> {
    const properties = [
      ...Object.entries(order.set ?? {}).map(([key, { value, unit }]) => ({ key, value: `${value} ${unit}` })),
      ...(order.duration === undefined ? [] : [{ key: 'duration', value: order.duration }]),
    ];
    const answer = await this.call(this.nodes.state!, this.nodes.start!, [
      { dataType: DataType.String, value: order.program },
      await this.structures(1, properties),
      { dataType: DataType.String, value: order.batch },
      { dataType: DataType.String, value: order.step },
      await this.structures(4, []),
    ]);
    return String(answer.outputArguments?.[0]?.value ?? '');
  }

  async invoke(method: ControlMethod): Promise<void> {
    const node = this.nodes[method];
    if (node === null) throw new CommandRefused('BadMethodInvalid');
    await this.call(OUTER.has(method) ? this.nodes.state! : this.nodes.running!, node, []);
  }

  async set(setpoints: Record<string, Quantity>): Promise<void> {
    const targets = Object.entries(setpoints).map(([name, { value }]) => ({
      nodeId: this.found.targets.get(name),
      value,
    }));
    const known = targets.filter(({ nodeId }) => nodeId !== undefined);
    if (known.length < targets.length) throw new CommandRefused('BadNodeIdUnknown');
    const statuses = await this.link.write(known.map(({ nodeId, value }) => [nodeId!, Number(value)]));
    const refused = statuses.find((status) => status !== 'Good');
    if (refused !== undefined) throw new CommandRefused(refused);
  }

  async answer(reply: PromptReply, command: Uuid): Promise<void> {
    if (this.found.prompts == null) throw new CommandRefused('BadMethodInvalid');
    await this.found.prompts.respond(reply, command);
  }

  private async call(objectId: Address, methodId: Address, inputArguments: object[]): Promise<CallMethodResult> {
    const answer = await this.link.session.call({
      objectId,
      methodId,
      inputArguments: inputArguments.map((argument) => new Variant(argument)),
    });
    if (answer.statusCode !== StatusCodes.Good) throw new CommandRefused(answer.statusCode.name);
    return answer;
  }

  /** An array of the structures that an argument of StartProgram asks for. */
  private async structures(argument: number, content: object[]): Promise<object> {
    const [definition] = await this.link.read([this.nodes.startArguments!]);
    const { dataType } = (definition!.value.value as { dataType: NodeId }[])[argument]!;
    const value = [];
    for (const fields of content) value.push(await this.link.session.constructExtensionObject(dataType, { ...fields }));
    return { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value };
  }

  /** Ended results never change: each is read once. */
  private async results(): Promise<ProgramResult[]> {
    const children = await this.found.addresses.objects(this.nodes.results!);
    const results: ProgramResult[] = [];
    for (const { address, name, namespace } of children) {
      const known = this.ended.get(name);
      const result = known ?? (await this.result(address, namespace));
      if (result === null) continue;
      if (result.stoppedAt !== null) this.ended.set(name, result);
      results.push(result);
    }
    return results;
  }

  private async result(address: Address, namespace: number): Promise<ProgramResult | null> {
    const found = await this.found.addresses.find(address, [
      'lads:DeviceProgramRunId',
      'lads:SupervisoryJobId',
      'lads:SupervisoryTaskId',
      'lads:Started',
      'lads:Stopped',
      `#${namespace}:Outcome`,
    ]);
    const [nodes, outcome] = [found.slice(0, 5), found[5]];
    if (nodes.some((node) => node === null)) return null;
    const [run, job, task, started, stopped, ending] = await this.link.read(
      [...nodes, outcome ?? null].filter((node) => node !== null),
    );
    const [startedAt, stoppedAt] = [instant(started), instant(stopped)];
    if (startedAt === null) return null;
    return {
      runId: text(run),
      job: text(job),
      task: text(task),
      startedAt,
      stoppedAt,
      outcome: text(ending) || (stoppedAt === null ? 'running' : 'completed'),
    };
  }
}
