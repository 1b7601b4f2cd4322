import { Refusal } from '../../../kernel/refusal.js';

type Places = '*' | readonly string[];

/** Refuses with `site.beyond-own` what holds for the whole enterprise, to who acts in a part of it alone. */
export function refuseBeyondOwn({ places = '*', rooms = '*' }: { places?: Places; rooms?: Places }): void {
  const isPart = places !== '*' || (rooms !== '*' && !rooms.some((room) => room.endsWith('/*')));
  if (isPart) throw new Refusal('forbidden', 'site.beyond-own');
}
