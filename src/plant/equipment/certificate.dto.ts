import { IsInt, IsOptional, Length, Matches, Max, Min } from 'class-validator';

export class CertificateParams {
  /** SHA-1 of the certificate, lower-case hex */
  @Matches(/^[0-9a-f]{40}$/) thumbprint!: string;
}

export class JudgeCertificateDto {
  /** how it was compared with the unit's, or why it is trusted no more */
  @Length(1, 500) reason!: string;
}

export class RotateCertificateDto {
  @Length(1, 500) reason!: string;
  /** how long units that do not know the new certificate are still reached with the one before; 168 where none is given */
  @IsOptional() @IsInt() @Min(0) @Max(720) keepHours?: number;
}

export class CertificateTextDto {
  /** SHA-1 of the certificate, as units show it */
  thumbprint!: string;
  sha256!: string;
  subject!: string;
  issuer!: string;
  /** URI in its subjectAltName */
  applicationUri!: string | null;
  validFrom!: string;
  validTo!: string;
  /** whole days until it expires; below zero once it has */
  daysLeft!: number;
}

export class OwnCertificateDto extends CertificateTextDto {
  /** for units to trust */
  pem!: string;
  /** codes of the units that are connected by it */
  connected!: string[];
}

export class PreviousCertificateDto extends OwnCertificateDto {
  /** it is forgotten then, or as soon as every unit is connected by the new one */
  keptUntil!: string;
}

export class SightingDto {
  /** code of the unit at whose address it answered */
  unit!: string;
  endpoint!: string;
  /** when last */
  at!: string;
  /** `application-uri`, `not-trusted`, `expired`, `not-yet-valid`, `revoked`, `revocation-unknown`, `issuer-unknown`, `too-weak` or `not-valid` */
  why!: string;
}

export class KeptCertificateDto extends CertificateTextDto {
  /** `trusted` or `rejected` */
  state!: string;
  /** when it was first seen, or put here */
  keptSince!: string;
  /** codes of the units that are to answer with its application URI */
  units!: string[];
  /** codes of the units that are connected by it */
  connected!: string[];
  /** where it was refused since the server's start */
  seen!: SightingDto[];
}

export class CertificatesDto {
  own!: OwnCertificateDto;
  /** ours before the last rotation, while it is kept */
  previous!: PreviousCertificateDto | null;
  units!: KeptCertificateDto[];
  /** how many of strangers made room for later ones since the server's start; each is here again when it answers again */
  leftOut!: number;
  /** of authorities, against whose lists certificates that they issued are checked */
  issuers!: CertificateTextDto[];
  /** files of revocation lists */
  revocationLists!: string[];
}
