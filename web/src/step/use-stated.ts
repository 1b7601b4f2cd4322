import { useState } from 'react';
import type { BatchAnswer } from '../api/types.js';

/** When what is recorded next happened, where that was not now; and an act that waits for its second person. */
export interface Stated {
  time: { at: string; reason: string } | null;
  state: (time: Stated['time']) => void;
  late: { verb: string; body: object; done: ((answer: BatchAnswer) => void) | undefined } | null;
  witness: (late: Stated['late']) => void;
}

export function useStated(): Stated {
  const [time, state] = useState<Stated['time']>(null);
  const [late, witness] = useState<Stated['late']>(null);
  return { time, state, late, witness };
}
