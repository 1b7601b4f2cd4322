import { IsArray, IsIn, IsObject, IsOptional, Length, Matches } from 'class-validator';
import type { UnitUse } from './domain/index.js';

export class UnitClassParams {
  @Matches(/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/) code!: string;
}

/** A class as `unit-classes.schema.json` describes it, without its code. */
export class PutUnitClassDto {
  @Length(1, 200) title!: string;
  @IsIn(['exclusive', 'positions', 'session']) use!: UnitUse;
  @IsArray() @IsObject({ each: true }) tags!: object[];
  @IsArray() @IsObject({ each: true }) setpoints!: object[];
  @IsArray() @IsObject({ each: true }) programs!: object[];
  /** what a unit must show before a batch may have it */
  @IsOptional() @IsObject() upkeep?: object;
  /** its alarms, as they were rationalised */
  @IsOptional() @IsArray() @IsObject({ each: true }) alarms?: object[];
  /** `hash` of the class that this was written on, `nothing` where there was none; `unit-class.stale` where another stands by then */
  @IsOptional() @Matches(/^(nothing|[0-9a-f]{64})$/) seen?: string;
  /** what its units may wait for a person to say */
  @IsOptional() @IsArray() @IsObject({ each: true }) prompts?: object[];
  /** why, such as the number of a change control */
  @IsOptional() @Length(1, 500) reason?: string;
}

export class UnitClassDto {
  id!: string;
  code!: string;
  version!: number;
  title!: string;
  /** SHA-256 of the definition without its version */
  hash!: string;
  definition!: object;
  definedAt!: string;
}
