import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { unitsQuery } from '../api/queries.js';
import { useConnection } from '../api/connection.js';
import { Problem } from '../api/problem.js';
import type { Batch, GivenKit, Unit } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Refused } from '../parts/refused.js';
import { usePerson } from '../session/use-session.js';
import { ScanField } from '../step/scan-field.js';
import step from '../step/step.module.css';
import css from './batch.module.css';
import { KitForm } from './kit-form.js';
import { freePositions, isFree, Positions } from './positions.js';
import { useKits } from './use-kits.js';

/** Another batch holds the position, not the whole unit. */
const placed = (error: Problem, unit: Unit | undefined): Problem =>
  error.code === 'unit.occupied' && unit?.positions.includes(String(error.values.position)) === true
    ? new Problem(error.status, 'unit.position-taken', error.values)
    : error;

interface Props {
  batch: Batch;
  unitProcedure: string;
  /** to what else may be done now */
  back?: () => void;
}

/** A unit, or a position of it, as it was scanned. */
interface Place {
  scanned: string;
  position?: string;
}

/**
 * Before a unit procedure: the unit is chosen by the label that is scanned on it, and locked to the batch; in a unit that
 * is used by positions, the position too, by its label or by a tap; and where its class asks for a new kit, with that.
 */
export function BindUnit({ batch, unitProcedure, back }: Props): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('step.perform');
  const offline = useConnection() === 'offline';
  const units = useQuery(unitsQuery).data ?? [];
  const [code, setCode] = useState<string>();
  const [position, setPosition] = useState<string>();
  const [sent, setSent] = useState<Place>();
  const [forKit, setForKit] = useState<Place>();
  const { mutate, isPending, error, reset } = useCommand();
  const isUnkitted = error?.code === 'kit.missing';
  const procedure = batch.unitProcedures.find(({ id }) => id === unitProcedure);
  const free = units.filter((unit) => unit.unitClass === procedure?.unitClass && isFree(unit));
  const { kind, kits } = useKits(procedure?.unitClass, error);
  const unitClass = kind?.title ?? procedure?.unitClass ?? '';
  const unit = free.find((one) => one.code === code && one.positions.length > 0);
  const places = unit === undefined ? [] : freePositions(unit);
  const chosen = places.find((name) => name === position);
  const barred = !may || offline;

  const choose = (scanned: string | undefined): void => {
    reset();
    setCode(scanned);
    setPosition(undefined);
    setForKit(undefined);
    setSent(undefined);
  };
  const send = (place: Place, kit?: GivenKit): void => {
    setSent(place);
    if (kit !== undefined) setForKit(place);
    mutate(order('/api/batches/{id}/bind', { id: batch.id }, { unitProcedure, ...place, ...(kit && { kit }) }));
  };
  const bind = (scanned: string, place?: string): void => {
    const at = { scanned, ...(place === undefined ? {} : { position: place }) };
    // what is none of these the server refuses, and puts on record
    if (kits.length === 0 || !free.some((one) => one.code === scanned)) return send(at);
    reset();
    setForKit(at);
  };
  // a class may ask for a kit since it was read, or no longer
  const toFit = isUnkitted ? sent : kits.length > 0 || isPending ? forKit : undefined;
  const read = (scanned: string): void => {
    if (unit?.positions.includes(scanned) === true) bind(unit.code, scanned);
    else if (free.some((one) => one.code === scanned && one.positions.length > 0)) choose(scanned);
    else {
      // where units are not known yet, the server says whether it takes a position
      if (unit === undefined) setCode(scanned);
      bind(scanned);
    }
  };
  const label = unit === undefined ? free[0]?.code : places[0];
  if (toFit !== undefined)
    return (
      <>
        <section className={css.panel}>
          <h1>{t('kit.title', { unit: toFit.scanned })}</h1>
          <p>{t('kit.text', { kits: kits.map(({ title }) => title).join(', ') })}</p>
          <Refused error={isUnkitted ? null : error} />
          {barred && <p>{t(offline ? 'step.offline' : 'step.noRight')}</p>}
          <KitForm types={kits} busy={isPending} barred={barred} give={(kit) => send(toFit, kit)} />
        </section>
        <footer className={step.foot}>
          <Action tone="quiet" onPress={() => choose(undefined)}>
            {t('position.otherUnit')}
          </Action>
        </footer>
      </>
    );
  return (
    <>
      <section className={css.panel}>
        <h1>{unit === undefined ? t('batch.bind.title') : t('position.title', { unit: unit.code })}</h1>
        <p>
          {unit === undefined
            ? t('batch.bind.text', { procedure: procedure?.title ?? '', unitClass: unitClass.toLowerCase() })
            : t('position.text')}
        </p>
        <Refused
          error={
            error === null || (unit !== undefined && error.code === 'unit.position-missing')
              ? null
              : placed(error, unit)
          }
        />
        {barred && <p>{t(offline ? 'step.offline' : 'step.noRight')}</p>}
        <ScanField
          key={unit?.code ?? ''}
          busy={isPending}
          barred={barred}
          read={read}
          {...(label === undefined ? {} : { label })}
        />
        {unit === undefined ? (
          <p className={css.free}>
            <span>{t(free.length === 0 ? 'batch.bind.none' : 'batch.bind.free', { unitClass })}</span>
            {free.map((one) => (
              <b key={one.code}>
                {one.code} {one.title}
                {one.positions.length > 0 &&
                  ` · ${t('position.count', { free: freePositions(one).length, of: one.positions.length })}`}
              </b>
            ))}
          </p>
        ) : (
          <Positions unit={unit} chosen={chosen} choose={setPosition} />
        )}
      </section>
      <footer className={step.foot}>
        {unit !== undefined && (
          <Action tone="quiet" onPress={() => choose(undefined)}>
            {t('position.otherUnit')}
          </Action>
        )}
        {unit === undefined && back !== undefined && (
          <Action tone="quiet" onPress={back}>
            {t('choose.back')}
          </Action>
        )}
        {unit !== undefined && (
          <div className={step.way}>
            {chosen === undefined && <p className={step.why}>{t('position.missing')}</p>}
            <Action
              tone="main"
              off={barred || chosen === undefined}
              busy={isPending}
              onPress={() => chosen !== undefined && bind(unit.code, chosen)}
            >
              {chosen === undefined ? t('position.bind.any') : t('position.bind', { position: chosen })}
            </Action>
          </div>
        )}
      </footer>
    </>
  );
}
