import { Injectable } from '@nestjs/common';
import { X509Certificate } from 'node:crypto';
import type { Uuid } from '../../kernel/ids.js';
import { systemNow } from '../../platform/clock/index.js';
import { Database } from '../../platform/database/index.js';
import type { Caller } from '../../platform/http/index.js';
import type { CertificatesDto, CertificateTextDto, KeptCertificateDto, OwnCertificateDto } from './certificate.dto.js';
import { ConnectUnits } from './connect-units.service.js';
import { answersAs, type CertificateText, type KeptCertificate, type UnitRow } from './domain/index.js';
import { listUnits } from './equipment.store.js';
import type { OwnCertificate } from './opcua/own-certificates.js';

const DAY_MS = 86_400_000;

/** Our certificate and those of units: what is trusted, what was refused and where, and what connections stand on. */
@Injectable()
export class ShowCertificates {
  constructor(
    private readonly database: Database,
    private readonly connectors: ConnectUnits,
  ) {}

  async list(caller: Caller): Promise<CertificatesDto> {
    const units = await this.database.read(caller.scope, (tx) => listUnits(tx));
    const { trust } = this.connectors.opcua;
    const { own } = trust;
    const { issuers, revocationLists } = await trust.authorities();
    const { previous } = own;
    return {
      own: this.ours(own.current, units),
      previous: previous === null ? null : { ...this.ours(previous.own, units), keptUntil: previous.until },
      units: (await trust.kept()).flatMap((certificate) => this.theirs(certificate, units)),
      leftOut: trust.leftOut,
      issuers: issuers.map(textDto),
      revocationLists,
    };
  }

  private ours({ text, certificate }: OwnCertificate, units: UnitRow[]): OwnCertificateDto {
    const pem = new X509Certificate(certificate).toString();
    return { ...textDto(text), pem, connected: this.connected(text.thumbprint, units) };
  }

  /** None of what is another's alone: of units out of sight. */
  private theirs(certificate: KeptCertificate, units: UnitRow[]): KeptCertificateDto[] {
    const { thumbprint, applicationUri, state, keptSince } = certificate;
    const named = units.filter(answersAs(applicationUri));
    const sightings = this.connectors.opcua.trust.seen(thumbprint);
    const seen = sightings.filter(({ unit }) => isAmong(unit, units));
    if (sightings.length > 0 && seen.length === 0 && named.length === 0) return [];
    const shown = {
      ...textDto(certificate),
      ...{ state, keptSince },
      units: named.map(({ code }) => code),
      connected: this.connected(thumbprint, units),
      seen: seen.map(({ unit, endpoint, at, why }) => ({ unit: codeOf(unit, units), endpoint, at, why })),
    };
    return [shown];
  }

  private connected(thumbprint: string, units: UnitRow[]): string[] {
    return this.connectors.opcua
      .unitsOn(thumbprint)
      .filter((unit) => isAmong(unit, units))
      .map((unit) => codeOf(unit, units))
      .sort();
  }
}

const isAmong = (id: Uuid, units: UnitRow[]): boolean => units.some((unit) => unit.id === id);

const codeOf = (id: Uuid, units: UnitRow[]): string => units.find((unit) => unit.id === id)?.code ?? id;

function textDto(text: CertificateText): CertificateTextDto {
  const { thumbprint, sha256, subject, issuer, applicationUri, validFrom, validTo } = text;
  const daysLeft = Math.floor((Date.parse(validTo) - Date.parse(systemNow())) / DAY_MS);
  return { thumbprint, sha256, subject, issuer, applicationUri, validFrom, validTo, daysLeft };
}
