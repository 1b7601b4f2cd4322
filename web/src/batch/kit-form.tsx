import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoQuery } from '../api/queries.js';
import type { GivenKit, KitType } from '../api/types.js';
import { Action } from '../parts/action.js';
import { ScanField } from '../step/scan-field.js';
import css from './kit.module.css';
import { KitFields } from './kit-fields.js';
import { useTypedKit } from './use-kits.js';

interface Props {
  types: readonly KitType[];
  busy: boolean;
  barred: boolean;
  give: (kit: GivenKit) => void;
}

/** A label as the demo, which has no kits, shows one: another at each look. */
function demoLabel([type]: readonly KitType[], now: Date): string | undefined {
  if (type === undefined || !/^\d{8,14}$/.test(type.product)) return undefined;
  const expiry = `${(now.getFullYear() + 1) % 100}1231`;
  return `(01)${type.product.padStart(14, '0')}(17)${expiry}(10)DEMO(21)${now.getTime()}`;
}

/** The kit that goes into a unit: by its label, or typed as it is printed. */
export function KitForm({ types, busy, barred, give }: Props): ReactElement {
  const { t } = useTranslation();
  const demo = useQuery(demoQuery).data?.demo === true;
  const [label] = useState(() => (demo ? demoLabel(types, new Date()) : undefined));
  const [typing, setTyping] = useState(false);
  return (
    <div className={css.kit}>
      {typing ? (
        <TypedKit types={types} busy={busy} barred={barred} give={give} />
      ) : (
        <ScanField
          busy={busy}
          barred={barred}
          hint={t('kit.hint')}
          read={(scanned) => give({ scanned })}
          {...(label === undefined ? {} : { label })}
        />
      )}
      <Action tone="quiet" off={barred} onPress={() => setTyping(!typing)}>
        {t(typing ? 'kit.scan' : 'kit.type')}
      </Action>
    </div>
  );
}

function TypedKit({ types, busy, barred, give }: Props): ReactElement {
  const { t } = useTranslation();
  const typed = useTypedKit(types);
  const { kit } = typed;
  return (
    <>
      <KitFields types={types} typed={typed} barred={barred} />
      {kit === undefined && <p>{t('kit.missing')}</p>}
      <Action tone="main" busy={busy} off={barred || kit === undefined} onPress={() => kit !== undefined && give(kit)}>
        {t('kit.take')}
      </Action>
    </>
  );
}
