import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/clock/index.js';
import type { Tx } from '../../platform/database/index.js';
import { type Actor, Ledger } from '../../trust/ledger/index.js';
import type { MessageGap } from '../equipment/domain/index.js';
import {
  type CheckedValue,
  decideFilled,
  decideGaps,
  doubt,
  type Doubt,
  type Filled,
  hear,
  type Heard,
  settle,
  type StoredGap,
  type TagDefinition,
  together,
} from './domain/index.js';
import { holesIn, newGap, openGaps, saveDoubts, storedGaps, timesBefore } from './gap.store.js';

/** The server itself, as it states gaps and seals. */
export const READINGS: Actor = { system: 'readings', role: 'system' };

/** A batch of a unit whose values are stored. `doubted`: `doubts`, with what the batch's first message reports. */
export interface Judged {
  unit: string;
  tags: ReadonlyMap<string, TagDefinition>;
  doubts: readonly Doubt[];
  doubted: readonly Doubt[];
  /** of each message */
  heard: readonly Heard[];
  values: readonly CheckedValue[];
}

/** States what is missing and what came late: exactly that, whatever the order and the messages in which values come. */
@Injectable()
export class FindGaps {
  constructor(private readonly ledger: Ledger) {}

  /** Before a batch is stored: which tags its report puts in doubt, beside those that are. */
  async report(tx: Tx, unit: string, doubts: readonly Doubt[], gap: MessageGap | undefined): Promise<readonly Doubt[]> {
    if (gap === undefined) return doubts;
    const { tags, filled = [] } = gap;
    return doubt(doubts, gap, await timesBefore(tx, unit, tags && [...tags, ...filled]));
  }

  /** Once a batch is stored: its late values close or narrow gaps, its live ones settle doubts as gaps or as nothing lost. */
  async judge(tx: Tx, judged: Judged): Promise<void> {
    await this.fill(tx, judged);
    await this.settle(tx, judged);
  }

  private async settle(tx: Tx, { unit, tags, doubts, doubted, heard }: Judged): Promise<void> {
    if (doubted.length === 0) return;
    const hearings = doubted.map((one) => hear(one, heard));
    const holes = await holesIn(
      tx,
      tags,
      hearings.map(({ stretches }) => stretches),
    );
    const settled = hearings.map((hearing, index) => ({ cause: hearing.cause, ...settle(hearing, holes[index]!) }));
    const facts = settled.flatMap(({ spans, cause }) => decideGaps(spans, cause, newId));
    if (facts.length > 0) await this.ledger.change(tx, newGap, unit, READINGS, () => facts);
    const left = settled.flatMap((one) => one.left ?? []);
    if (JSON.stringify(left) !== JSON.stringify(doubts)) await saveDoubts(tx, unit, left);
  }

  private async fill(tx: Tx, { unit, tags, values }: Judged): Promise<void> {
    const gaps = await openGaps(tx, unit, values);
    const told = gaps.filter(({ sampling }) => Object.keys(sampling).length > 0);
    if (told.length === 0) return;
    const holes = await holesIn(tx, tags, told.map(stretchesOf));
    const filled = told.map((gap, index): Filled => {
      const mute = gap.tags.filter((tag) => !(tag in gap.sampling));
      return { gap: gap.id, rest: together(holes[index]!, mute) };
    });
    if (decideFilled(stateOf(told), filled, newId).length === 0) return;
    await this.ledger.change(tx, storedGaps, unit, READINGS, (state) => decideFilled(state, filled, newId));
  }
}

const stateOf = (gaps: readonly StoredGap[]) => ({ gap: Object.fromEntries(gaps.map((gap) => [gap.id, gap])) });

const stretchesOf = ({ tags, sampling, fromTime, toTime }: StoredGap) =>
  tags.flatMap((tag) => {
    const distance = sampling[tag];
    if (distance === undefined) return [];
    return [{ tag, from: BigInt(fromTime), to: BigInt(toTime), sampling: BigInt(distance) }];
  });
