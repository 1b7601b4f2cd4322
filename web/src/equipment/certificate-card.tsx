import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateText } from '../api/types.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { useZone } from '../session/use-session.js';
import css from './equipment.module.css';
import { Fingerprint } from './fingerprint.js';

/** From so many days before its end, somebody has to see to it. */
const NEAR_DAYS = 30;

function Validity({ certificate }: { certificate: CertificateText }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const { validFrom, validTo, daysLeft } = certificate;
  const [from, to] = [written(validFrom, zone).full, written(validTo, zone).full];
  return (
    <>
      {t('certificate.span', { from, to })}{' '}
      {daysLeft < 0 ? (
        <Status tone="action">{t('certificate.over')}</Status>
      ) : daysLeft <= NEAR_DAYS ? (
        <Status tone="alert">{t('condition.days', { count: daysLeft })}</Status>
      ) : (
        <span className={css.quiet}>{t('condition.days', { count: daysLeft })}</span>
      )}
    </>
  );
}

interface Props {
  certificate: CertificateText;
  /** what it is and whose, in words */
  title: ReactNode;
  /** more of it, as name and text */
  rows?: readonly (readonly [string, string])[];
  /** what may be done with it */
  way?: ReactNode;
  children?: ReactNode;
}

/** One certificate, to be read and compared. */
export function CertificateCard({ certificate, title, rows = [], way, children }: Props): ReactElement {
  const { t } = useTranslation();
  const { thumbprint, sha256, subject, issuer, applicationUri } = certificate;
  return (
    <article className={css.certificate}>
      <div className={css.head}>
        <h3>{title}</h3>
        {way != null && <div className={css.ways}>{way}</div>}
      </div>
      {children}
      <dl className={css.terms}>
        <dt>{t('certificate.thumbprint')}</dt>
        <dd>
          <Fingerprint hex={thumbprint} />
        </dd>
        <dt>{t('certificate.sha256')}</dt>
        <dd>
          <Fingerprint hex={sha256} />
        </dd>
        <dt>{t('certificate.subject')}</dt>
        <dd>{subject}</dd>
        {issuer !== subject && (
          <>
            <dt>{t('certificate.issuer')}</dt>
            <dd>{issuer}</dd>
          </>
        )}
        <dt>{t('identity.applicationUri')}</dt>
        <dd>{applicationUri ?? t('certificate.noUri')}</dd>
        <dt>{t('certificate.valid')}</dt>
        <dd>
          <Validity certificate={certificate} />
        </dd>
        {rows.map(([name, value]) => (
          <div key={name} className={css.pair}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
