import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Certificates, CertificateText, KeptCertificate, OwnCertificate } from '../api/types.js';
import { Action } from '../parts/action.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { usePerson, useZone } from '../session/use-session.js';
import { word } from '../text/words.js';
import { CertificateCard } from './certificate-card.js';
import css from './equipment.module.css';
import { EquipmentPage } from './equipment-page.js';
import { JudgeCertificate, type Judgement } from './judge-certificate.js';
import { certificatesQuery } from './queries.js';

type Judge = (act: Judgement, certificate: CertificateText) => void;

const named = (units: readonly string[], none: string): string => (units.length === 0 ? none : units.join(', '));

function Own({ own, judge }: { own: OwnCertificate; judge: Judge | null }): ReactElement {
  const { t } = useTranslation();
  return (
    <CertificateCard
      certificate={own}
      title={t('certificates.own.title')}
      rows={[[t('certificate.connected'), named(own.connected, t('certificate.connected.none'))]]}
      way={
        <>
          <a
            className={actions.action}
            href={`data:application/x-pem-file,${encodeURIComponent(own.pem)}`}
            download="ballroom.pem"
          >
            {t('certificate.download')}
          </a>
          {judge !== null && <Action onPress={() => judge('rotate', own)}>{t('certificate.rotate')}</Action>}
        </>
      }
    >
      <p className={css.quiet}>{t('certificates.own.text')}</p>
    </CertificateCard>
  );
}

/** Where it was refused, and why, since the server's start; of one that is trusted now, not that it was not before. */
function Seen({ seen }: { seen: KeptCertificate['seen'] }): ReactElement | null {
  const { t } = useTranslation();
  const zone = useZone();
  if (seen.length === 0) return null;
  return (
    <ul className={css.list} aria-label={t('certificate.seen')}>
      {seen.map(({ unit, endpoint, at, why }) => (
        <li key={`${unit} ${endpoint}`} className={css.said}>
          <Mark tone="alert" size={24} />
          <span>
            <b>{word('certificateWhy', why)}.</b>{' '}
            {t('certificate.seen.at', { unit, endpoint, time: written(at, zone).full })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function OfUnit({ certificate, judge }: { certificate: KeptCertificate; judge: Judge | null }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { state, units, connected, keptSince, seen } = certificate;
  const act = state === 'trusted' ? 'reject' : 'trust';
  return (
    <CertificateCard
      certificate={certificate}
      title={units.length === 0 ? t('certificate.ofNone') : t('certificate.ofUnit', { units: units.join(', ') })}
      rows={[
        [t('certificate.connected'), named(connected, t('certificate.connected.none'))],
        [t('certificate.since'), written(keptSince, zone).full],
      ]}
      way={
        judge !== null && (
          <Action tone={act === 'reject' ? 'stop' : 'main'} onPress={() => judge(act, certificate)}>
            {t(`certificate.${act}`)}
          </Action>
        )
      }
    >
      <Seen seen={state === 'trusted' ? seen.filter(({ why }) => why !== 'not-trusted') : seen} />
    </CertificateCard>
  );
}

interface ListProps {
  title: string;
  none: string;
  certificates: readonly KeptCertificate[];
  judge: Judge | null;
}

const List = ({ title, none, certificates, judge }: ListProps): ReactElement => (
  <section className={css.section} aria-label={title}>
    <h2>{title}</h2>
    {certificates.length === 0 && <p>{none}</p>}
    {certificates.map((certificate) => (
      <OfUnit key={certificate.thumbprint} certificate={certificate} judge={judge} />
    ))}
  </section>
);

function Authorities({ issuers, revocationLists }: Certificates): ReactElement | null {
  const { t } = useTranslation();
  if (issuers.length + revocationLists.length === 0) return null;
  return (
    <section className={css.section} aria-label={t('certificates.issuers')}>
      <h2>{t('certificates.issuers')}</h2>
      {issuers.map((issuer) => (
        <CertificateCard key={issuer.thumbprint} certificate={issuer} title={issuer.subject} />
      ))}
      {revocationLists.length > 0 && <p>{t('certificates.lists', { lists: revocationLists.join(', ') })}</p>}
    </section>
  );
}

function Shown({ all }: { all: Certificates }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const may = usePerson().may('plant.write');
  const [open, setOpen] = useState<{ act: Judgement; certificate: CertificateText } | null>(null);
  const judge: Judge | null = may ? (act, certificate) => setOpen({ act, certificate }) : null;
  const of = (state: string): KeptCertificate[] => all.units.filter((one) => one.state === state);
  return (
    <>
      <List
        title={t('certificates.rejected')}
        none={t('certificates.rejected.none')}
        certificates={of('rejected')}
        judge={judge}
      />
      <List
        title={t('certificates.trusted')}
        none={t('certificates.trusted.none')}
        certificates={of('trusted')}
        judge={judge}
      />
      <section className={css.section} aria-label={t('certificates.own')}>
        <h2>{t('certificates.own')}</h2>
        <Own own={all.own} judge={judge} />
        {all.previous !== null && (
          <CertificateCard
            certificate={all.previous}
            title={t('certificates.previous', { time: written(all.previous.keptUntil, zone).full })}
            rows={[[t('certificate.connected'), named(all.previous.connected, t('certificate.connected.none'))]]}
          />
        )}
      </section>
      <Authorities {...all} />
      {open !== null && <JudgeCertificate {...open} close={() => setOpen(null)} />}
    </>
  );
}

/** Certificates of OPC UA: what was refused and why, what is trusted, and our own. */
export function CertificatesPage(): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('plant.read');
  const query = useQuery({ ...certificatesQuery, enabled: may });
  return (
    <EquipmentPage at="certificates" title={t('certificates.title')} needs="plant.read">
      <Answer query={query} what={t('certificates.loading')}>
        {(all) => <Shown all={all} />}
      </Answer>
    </EquipmentPage>
  );
}
