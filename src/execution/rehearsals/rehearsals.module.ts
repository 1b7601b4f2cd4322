import { Module } from '@nestjs/common';
import { RecipesModule } from '../../definition/recipes/index.js';
import { RehearsalController } from './rehearsal.controller.js';
import { RehearseRecipe } from './rehearse-recipe.service.js';

@Module({
  imports: [RecipesModule],
  controllers: [RehearsalController],
  providers: [RehearseRecipe],
})
export class RehearsalsModule {}
