import { Matches } from 'class-validator';

export class RecipeFileQueryDto {
  /** the file's name, without a path */
  @Matches(/^[^\p{Cc}/\\]{1,200}$/u) name!: string;
}

export class RecipeFileDto {
  /** hex SHA-256 of its bytes: what `pictures` of a phase name as `file` */
  hash!: string;
  name!: string;
  mediaType!: string;
  /** bytes */
  size!: number;
}
