import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { Action } from '../parts/action.js';
import { usePerson } from '../session/use-session.js';
import { type Move, nextMove } from './moves.js';
import { SignMove } from './sign-move.js';
import type { Version } from './types.js';

/** A move as a button that opens its signature. */
export function MoveButton({ version, move, main }: { version: Version; move: Move; main: boolean }): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const [open, setOpen] = useState(false);
  return (
    <>
      <Action tone={main ? 'main' : move === 'retire' ? 'stop' : 'other'} off={offline} onPress={() => setOpen(true)}>
        {t(`move.${move}`)}
      </Action>
      {open && <SignMove version={version} move={move} close={() => setOpen(false)} />}
    </>
  );
}

/** The one large way on of a version, for the person who has it. */
export function NextMove({ version }: { version: Version }): ReactElement | null {
  const person = usePerson();
  const move = nextMove(version, person.may);
  return move === undefined ? null : <MoveButton key={move} main version={version} move={move} />;
}
