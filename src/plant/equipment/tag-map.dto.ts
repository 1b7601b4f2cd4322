import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { CODE } from '../../trust/organisation/index.js';
import { OpcuaTagMapDto, SparkplugTagMapDto } from './connection.dto.js';

export class BrowseParams {
  @Matches(CODE) code!: string;
}

export class BrowseQuery {
  /** path from the unit's device, as a tag map has it; the device itself where left out */
  @IsOptional() @IsString() @MaxLength(500) @Matches(/^([a-z0-9]+:[^/:]+(\/[a-z0-9]+:[^/:]+)*)?$/) node?: string;
  /** `next` of the page before */
  @IsOptional() @Matches(/^\d{1,7}$/) from?: string;
}

export class EngineeringUnitDto {
  /** as the unit shows it: `°C` */
  label!: string;
  /** null where a person has to say which it is */
  ucum!: string | null;
}

export class BrowsedRangeDto {
  low!: number;
  high!: number;
}

export class BrowsedNodeDto {
  /** browse name */
  name!: string;
  title!: string;
  /** what a tag map takes; null where the name cannot stand in a path */
  path!: string | null;
  @ApiProperty({ enum: ['Object', 'Variable'] }) nodeClass!: string;
  /** browse name of its type, such as `AnalogControlFunctionType` */
  type!: string | null;
  /** of a variable */
  dataType!: string | null;
  unit!: EngineeringUnitDto | null;
  range!: BrowsedRangeDto | null;
  /** the tag that the unit's map has here */
  tag!: string | null;
}

export class BrowsedPageDto {
  /** path that was asked for; empty for the device */
  node!: string;
  /** namespace URI by prefix, of those that the paths use */
  namespaces!: Record<string, string>;
  nodes!: BrowsedNodeDto[];
  /** values of the LADS functions that were found, with the first page of the device */
  functions!: BrowsedNodeDto[];
  /** where the next page begins; null at the end */
  next!: number | null;
}

export class ParseTagMapDto {
  /** code of the class that the map is for */
  @Length(1, 60) unitClass!: string;
  @IsIn(['opcua', 'sparkplug']) kind!: 'opcua' | 'sparkplug';
  /** the file: a first line with `tag`, `address` and, where they are checked, `unit`, `type` and `scale` */
  @IsString() @MaxLength(1_000_000) csv!: string;
  /** namespace URI by the prefix that addresses use, of OPC UA */
  @IsOptional() @IsObject() namespaces?: Record<string, string>;
}

export class TagMapFindingDto {
  /** stable */
  code!: string;
  /** column of the file; empty for a line as a whole */
  path!: string;
  line!: number;
  /** which cell of the line, from 1 */
  column!: number;
  @ApiProperty({ enum: ['error', 'warning'] }) severity!: string;
  message!: string;
  /** why it matters */
  why?: string;
}

export class ParsedTagMapDto {
  /** null where there is an error */
  @ApiProperty({
    oneOf: [{ $ref: '#/components/schemas/OpcuaTagMapDto' }, { $ref: '#/components/schemas/SparkplugTagMapDto' }],
    nullable: true,
  })
  tagMap!: OpcuaTagMapDto | SparkplugTagMapDto | null;
  findings!: TagMapFindingDto[];
}
