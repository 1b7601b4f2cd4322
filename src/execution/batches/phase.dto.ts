import { ApiProperty } from '@nestjs/swagger';
import { LimitsDto, nullable } from './field.dto.js';

export class ScanDueDto {
  id!: string;
  title!: string;
  @ApiProperty({ enum: ['unit', 'coi', 'patient'] }) expects!: string;
  @nullable('string') scannedAt!: string | null;
}

export class MonitorDto {
  tag!: string;
  unit!: string;
  @ApiProperty({ nullable: true, type: LimitsDto }) alert!: LimitsDto | null;
  action!: LimitsDto;
  delay!: string;
  staleAfter!: string;
  criticality!: string;
}

export class OptionDto {
  id!: string;
  title!: string;
  @ApiProperty({ enum: ['continue', 'stop'] }) then!: string;
}
