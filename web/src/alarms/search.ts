/** Lists of alarms, by the word in the page's address. */
export const ALARM_LISTS = ['active', 'shelved', 'suppressed', 'out-of-service', 'history'] as const;
export type AlarmList = (typeof ALARM_LISTS)[number];

export interface AlarmsSearch {
  list?: AlarmList;
  /** code */
  unit?: string;
  /** id */
  room?: string;
  /** id of the one whose story is open: of the alarm, or of one time that it was raised */
  open?: string;
}

const isList = (text: unknown): text is AlarmList => (ALARM_LISTS as readonly unknown[]).includes(text);

/** What an address says, without what is none. */
export const alarmsSearch = ({ list, unit, room, open }: Record<string, unknown>): AlarmsSearch => ({
  ...(isList(list) && list !== 'active' ? { list } : {}),
  ...(typeof unit === 'string' ? { unit } : {}),
  ...(typeof room === 'string' ? { room } : {}),
  ...(typeof open === 'string' ? { open } : {}),
});
