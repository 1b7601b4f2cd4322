import { Module } from '@nestjs/common';
import { RecipesModule } from '../../definition/recipes/index.js';
import { FindRehearsals } from './find-rehearsals.service.js';
import { RehearsalController } from './rehearsal.controller.js';
import { RehearseRecipe } from './rehearse-recipe.service.js';
import { RunInSlices } from './run-in-slices.service.js';

@Module({
  imports: [RecipesModule],
  controllers: [RehearsalController],
  providers: [RunInSlices, RehearseRecipe, FindRehearsals],
})
export class RehearsalsModule {}
