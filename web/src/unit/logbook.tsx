import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { batchesQuery } from '../api/queries.js';
import type { LogbookEntry, UpkeepSignature } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { dayIn } from '../parts/day.js';
import { Status } from '../parts/mark.js';
import { Notice } from '../parts/notice.js';
import { useNow } from '../parts/use-now.js';
import { usePerson, useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { DaySpan } from './day-span.js';
import { type Days, spanOf } from './days.js';
import css from './logbook.module.css';
import { byText, detailsOf, type Kind, kindOf, KINDS, stamp } from './logbook-words.js';
import { type LogbookPlace, logbookQuery } from './queries.js';

const DAY_MS = 86_400_000;
/** How far back is shown at first. */
const SHOWN_DAYS = 30;

interface Props {
  place: LogbookPlace;
  /** what stands above each printed page: which unit, its serial number, its room */
  heading: string;
  about: string;
}

function Signed({ signature, zone }: { signature: UpkeepSignature | undefined; zone: string }): ReactElement | null {
  if (signature === undefined) return null;
  const { name, role, at } = signature;
  return (
    <>
      <b>{name}</b>, {word('role', role)}
      <br />
      {stamp(at, zone)}
    </>
  );
}

function Verified({ entry, zone }: { entry: LogbookEntry; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const refusal = entry.signatures.find(({ meaning }) => meaning === 'refused');
  if (entry.refused !== null)
    return (
      <>
        <Status tone="alert">{t('logbook.refused')}</Status>
        <div>{entry.refused}</div>
        <Signed signature={refusal} zone={zone} />
      </>
    );
  if (entry.waits) return <Status tone="note">{t('logbook.waits')}</Status>;
  return <Signed signature={entry.signatures.find(({ meaning }) => meaning === 'verified')} zone={zone} />;
}

/** What is said; what was refused is still to be read, struck out. */
const What = ({ entry }: { entry: LogbookEntry }): ReactElement => (
  <div className={entry.refused === null ? undefined : css.struck}>
    <b>{word('logged', entry.type)}</b>
    {detailsOf(entry).map((detail) => (
      <div key={detail}>{detail}</div>
    ))}
  </div>
);

interface RowProps {
  entry: LogbookEntry;
  ofRoom: boolean;
  codeOf: (batch: string) => string;
}

function Row({ entry, ofRoom, codeOf }: RowProps): ReactElement {
  const { t } = useTranslation();
  const { at, happenedAt, zone, batch, by, signatures, unit } = entry;
  const performed = signatures.find(({ meaning }) => meaning === 'performed');
  return (
    <tr>
      <td>
        {stamp(at, zone)}
        {happenedAt !== at && <div className={css.quiet}>{t('logbook.done', { time: stamp(happenedAt, zone) })}</div>}
      </td>
      {ofRoom && <td>{unit}</td>}
      <td>
        <What entry={entry} />
      </td>
      <td>
        {batch !== null && (
          <Link to="/batches/$batch" params={{ batch }} className={css.link}>
            {codeOf(batch)}
          </Link>
        )}
      </td>
      <td>{performed === undefined ? byText(by) : <Signed signature={performed} zone={zone} />}</td>
      <td>
        <Verified entry={entry} zone={zone} />
      </td>
    </tr>
  );
}

interface TableProps extends Props {
  entries: readonly LogbookEntry[];
  /** what is shown, in words: its time and its kind */
  period: string;
}

function Table({ entries, place, heading, about, period }: TableProps): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const person = usePerson();
  const now = useNow();
  const batches = useQuery({ ...batchesQuery, enabled: person.may('batch.read') }).data;
  const codeOf = (id: string): string => batches?.find((batch) => batch.id === id)?.code ?? t('logbook.batch');
  const ofRoom = 'room' in place;
  const heads = ['time', ...(ofRoom ? (['unit'] as const) : []), 'what', 'batch', 'by', 'verified'] as const;
  return (
    <table className={css.table} aria-label={heading}>
      <colgroup>
        {heads.map((head) => (
          <col key={head} className={css[head]} />
        ))}
      </colgroup>
      <thead>
        <tr className={css.printed}>
          <td colSpan={heads.length}>
            <strong>{heading}</strong>
            <div>{about}</div>
            <div>
              {period}. {t('logbook.printed', { time: stamp(new Date(now).toISOString(), zone), name: person.name })}
            </div>
          </td>
        </tr>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(`logbook.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={`${entry.unit} ${entry.seq}`} entry={entry} ofRoom={ofRoom} codeOf={codeOf} />
        ))}
      </tbody>
    </table>
  );
}

/** A logbook as it is read and printed: in order of time, who did it and who verified it (211.182). */
export function Logbook(props: Props): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const [opened] = useState(useNow());
  const [days, setDays] = useState<Days>({ from: dayIn(zone, opened - SHOWN_DAYS * DAY_MS), to: '' });
  const [kind, setKind] = useState<Kind>('all');
  const query = useQuery(logbookQuery(props.place, spanOf(days, zone)));
  const ends = {
    from: days.from === '' ? t('logbook.begin') : days.from,
    to: days.to === '' ? t('logbook.now') : days.to,
  };
  const period = `${t('logbook.period', ends)}${kind === 'all' ? '' : `, ${t(`logbook.kind.${kind}`)}`}`;
  return (
    <>
      <div className={css.filters}>
        <DaySpan days={days} change={setDays} />
        <Action onPress={() => window.print()}>{t('logbook.print')}</Action>
        <div className={css.kinds} role="group" aria-label={t('logbook.kinds')}>
          {KINDS.map((one) => (
            <Action key={one} tone="quiet" pressed={one === kind} onPress={() => setKind(one)}>
              {t(`logbook.kind.${one}`)}
            </Action>
          ))}
        </div>
      </div>
      <Answer query={query} what={t('logbook.loading')}>
        {({ entries, isCut }) => {
          const shown = entries.filter((entry) => kind === 'all' || kindOf(entry) === kind);
          return (
            <>
              {isCut && (
                <Notice tone="alert" title={t('logbook.cut', { count: entries.length })}>
                  {t('logbook.cut.text')}
                </Notice>
              )}
              {shown.length === 0 ? (
                <p>{t('logbook.empty')}</p>
              ) : (
                <div className={css.scroll} tabIndex={0} role="group" aria-label={props.heading}>
                  <Table {...props} entries={shown} period={period} />
                </div>
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}
