import type { Version } from './types.js';

/** What may be signed of a version next, one signature each. */
export type Move = 'submit' | 'check' | 'approve' | 'send-back' | 'release' | 'retire';

interface SignedMove {
  /** what the signature says of itself */
  meaning: string;
  /** whose it is, for the sentence beside it */
  role: string;
  permission: string;
  path: string;
}

export const MOVES: Record<Move, SignedMove> = {
  submit: { meaning: 'authored', role: 'recipe-engineer', permission: 'recipe.submit', path: 'submit' },
  check: { meaning: 'checked', role: 'supervisor', permission: 'recipe.approve', path: 'approve' },
  approve: { meaning: 'approved', role: 'qa-reviewer', permission: 'recipe.release', path: 'approve' },
  'send-back': { meaning: 'sent back', role: 'supervisor', permission: 'recipe.approve', path: 'send-back' },
  release: { meaning: 'released', role: 'qa-reviewer', permission: 'recipe.release', path: 'make-effective' },
  retire: { meaning: 'retired', role: 'qa-reviewer', permission: 'recipe.release', path: 'retire' },
};

type Standing = Pick<Version, 'state' | 'approvals'>;

/** The moves that a version waits for or allows, the way forward first. */
function due({ state, approvals }: Standing): Move[] {
  const given = new Set(approvals.map(({ check }) => check));
  switch (state) {
    case 'draft':
      return ['submit'];
    case 'in-review':
      return [
        ...(given.has('technical') ? [] : (['check'] as const)),
        ...(given.has('quality') ? [] : (['approve'] as const)),
        'send-back',
      ];
    case 'approved':
      return ['release', 'retire'];
    case 'effective':
      return ['release', 'retire'];
    case 'superseded':
    case 'retired':
      return [];
  }
}

/** What a person may sign of a version now: an author's own work is for others to approve. */
export const movesOf = (version: Standing, may: (permission: string) => boolean): Move[] =>
  due(version).filter((move) => may(MOVES[move].permission));

/** The one large way on, where this person has it; quality's approval comes to those who may give it. */
export function nextMove(version: Standing, may: (permission: string) => boolean): Move | undefined {
  const moves = movesOf(version, may).filter((move) => move !== 'send-back' && move !== 'retire');
  if (version.state === 'effective') return undefined;
  return moves.find((move) => move === 'approve') ?? moves[0];
}

/** Whose turn it is, as words name it. */
export type Turn = 'author' | 'technical' | 'quality' | 'both' | 'release' | 'nobody';

export function turnOf({ state, approvals }: Standing): Turn {
  switch (state) {
    case 'draft':
      return 'author';
    case 'in-review': {
      const given = new Set(approvals.map(({ check }) => check));
      if (given.size === 0) return 'both';
      return given.has('technical') ? 'quality' : 'technical';
    }
    case 'approved':
      return 'release';
    case 'effective':
    case 'superseded':
    case 'retired':
      return 'nobody';
  }
}
