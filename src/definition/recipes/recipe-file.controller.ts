import { Controller, Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import {
  type Caller,
  CallerOf,
  Command,
  type CommandContext,
  FileBody,
  GivesFile,
  Permission,
  TakesFile,
  type UploadedFile,
} from '../../platform/http/index.js';
import { KeepFiles } from './keep-files.service.js';
import { RecipeFileDto, RecipeFileQueryDto } from './recipe-file.dto.js';

@ApiTags('recipes')
@Controller('recipes/files')
export class RecipeFileController {
  constructor(private readonly files: KeepFiles) {}

  /** Adds a picture for recipes: the body is its bytes, at most 10 MiB, under its own Content-Type. */
  @Post()
  @Permission('recipe.write')
  @TakesFile()
  @ApiCreatedResponse({ type: RecipeFileDto })
  add(
    @Command() command: CommandContext,
    @Query() { name }: RecipeFileQueryDto,
    @FileBody() file: UploadedFile,
  ): Promise<RecipeFileDto> {
    return this.files.keep(command, name, file);
  }

  @Get(':hash')
  @Permission('recipe.read')
  @GivesFile()
  file(@CallerOf() caller: Caller, @Param('hash') hash: string): Promise<StreamableFile> {
    return this.files.file(caller, hash);
  }
}
