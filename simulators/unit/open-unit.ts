import { randomBytes } from 'node:crypto';
import { openControl } from './control.js';
import { Disk } from './disk.js';
import { type Fault, type FaultName, FAULTS, OF_MACHINES } from './faults.js';
import type { Link } from './link.js';
import type { UnitKind } from './kinds.js';
import { actAtPanel, type PanelAct } from './panel-act.js';
import type { Question } from './prompt.js';
import { CultureUnit, type Panel } from './unit.js';
import { WRONGS } from './wrong.js';

/** What every unit is told, whatever it speaks. */
export interface UnitSettings {
  name: string;
  /** the unit's disk */
  dir: string;
  controlPort?: number;
  /** culture seconds in one of wall time */
  speed?: number;
  /** samples a second */
  rate?: number;
  seed?: number;
  /** closed-bioreactor where none is given */
  kind?: UnitKind;
}

/** What a unit's protocol adds to it. */
export interface Face {
  /** its cable, for the fault that cuts it */
  link: Link;
  /** faults beyond those of every unit; begun or ended */
  faults?: Partial<Record<FaultName, (isOn: boolean) => unknown>>;
  /** kinds of bad value that the protocol can carry; all where none are named */
  wrongs?: readonly (typeof WRONGS)[number][];
  /** shown with its state on the control endpoint */
  about: object;
  /** asked for on the control endpoint */
  stop(): void;
}

export interface OpenUnit {
  unit: CultureUnit;
  disk: Disk;
  /** of this start of the unit's program */
  boot: string;
  startedAt: Date;
  /** `http://127.0.0.1:…` */
  control: string;
  run(panel: Panel): void;
  close(): void;
}

/** A unit on its disk, with its control endpoint, before it has a face; sampling begins with `run`. */
export async function openUnit(settings: UnitSettings, face: Face): Promise<OpenUnit> {
  const { name, dir, controlPort = 0, speed = 1, rate = 1, seed = 1, kind } = settings;
  const boot = randomBytes(4).toString('hex');
  const startedAt = new Date();
  const disk = new Disk(dir, boot);
  const switched = (fault: Fault, isOn: boolean): void => {
    if (fault.name === 'link-cut') {
      if (isOn) face.link.cut(fault.mode ?? 'blackhole');
      else face.link.restore();
    }
    face.faults?.[fault.name]?.(isOn);
  };
  const isMachine = kind !== undefined && kind !== 'closed-bioreactor';
  const unit = new CultureUnit(disk, { speed, rate, seed, ...(kind && { kind }) }, face.wrongs ?? WRONGS, (fault) =>
    switched(fault, false),
  );
  const controlled = {
    faults: [...(isMachine ? OF_MACHINES : FAULTS), ...(Object.keys(face.faults ?? {}) as FaultName[])],
    inject: (fault: Fault) => {
      unit.inject(fault);
      switched(fault, true);
    },
    lift: (fault: FaultName) => unit.lift(fault),
    atPanel: (act: PanelAct) => actAtPanel(unit, act),
    ask: (given: Question) => unit.ask(given),
    withdraw: () => unit.withdraw(),
    snapshot: () => ({ name, ...face.about, ...unit.snapshot() }),
    ledger: (from: number) => disk.ledger(from),
    stop: () => face.stop(),
  };
  try {
    const { server, port } = await openControl(controlled, controlPort);
    const close = (): void => {
      unit.halt();
      server.close();
      disk.close();
    };
    return { unit, disk, boot, startedAt, control: `http://127.0.0.1:${port}`, run: (panel) => unit.run(panel), close };
  } catch (error) {
    disk.close();
    throw error;
  }
}

/** Closes what was opened, last first. */
export async function closeAll(open: (() => Promise<unknown> | void)[]): Promise<void> {
  for (const close of open.toReversed()) await close();
}
