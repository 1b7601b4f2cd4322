import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unitClassesQuery } from '../api/queries.js';
import type { Unit } from '../api/types.js';
import actions from '../parts/action.module.css';
import { Lines } from '../parts/lines.js';
import { word } from '../text/words.js';
import css from './condition.module.css';

type Row = { name: string; value: string };

/** Where it is to answer, and as what. */
function useAddress({ connector, tagMap }: Unit): Row[] {
  const { t } = useTranslation();
  const broker =
    'broker' in connector && connector.broker ? [{ name: t('identity.broker'), value: connector.broker }] : [];
  if ('endpoint' in connector)
    return [
      { name: t('identity.endpoint'), value: connector.endpoint },
      { name: t('identity.applicationUri'), value: connector.applicationUri },
    ];
  if ('edgeNode' in connector)
    return [
      ...broker,
      { name: t('identity.device'), value: `${connector.group} / ${connector.edgeNode} / ${connector.device}` },
    ];
  return 'status' in tagMap ? [...broker, { name: t('identity.topic'), value: tagMap.status.topic }] : [];
}

/** Which unit this is: what it must say of itself at each connection, or nothing of it counts. */
export function IdentityCard({ unit }: { unit: Unit }): ReactElement {
  const { t } = useTranslation();
  const classes = useQuery(unitClassesQuery).data;
  const address = useAddress(unit);
  const unitClass = classes?.find(({ code }) => code === unit.unitClass)?.title ?? unit.unitClass;
  return (
    <section className={css.section}>
      <h2>{t('identity.title')}</h2>
      <Lines
        rows={[
          { name: t('identity.class'), value: unitClass },
          { name: t('unit.serial'), value: unit.serial },
          { name: t('identity.productInstanceUri'), value: unit.productInstanceUri },
          { name: t('unit.protocol'), value: word('protocol', unit.connector.kind) },
          ...address,
        ]}
      />
      {unit.connector.kind === 'opcua' && (
        <Link to="/equipment/certificates" className={`${actions.action} ${css.way}`}>
          {t('identity.certificates')}
        </Link>
      )}
    </section>
  );
}
