export { apiDocument, mountApiDocument } from './api-document.js';
export { CallerOf, Command, Open, OPEN, Permission, PERMISSION, type CommandContext } from './access.js';
export type { Caller } from './caller.js';
export { Commands } from './commands.service.js';
export {
  attachment,
  FileBody,
  jsonReader,
  readFiles,
  GivesFile,
  TakesFile,
  TakesResults,
  type UploadedFile,
} from './file-body.js';
export { HttpModule } from './http.module.js';
export { BeginsWithInstant, IsInstant } from './instant.js';
export { isOwnAddress, postJson } from './outgoing.js';
export { refuseUnstorable } from './storable-body.js';
export { HealthWarnings } from './health-warnings.js';
