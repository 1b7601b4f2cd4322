import { AccessPolicyEntity } from './access-policy.entity.js';
import { PasskeyEntity, PersonEntity, RoleGrantEntity, SecretResetEntity } from './person.entity.js';

export { CheckCredentials, type Credentials } from './check-credentials.service.js';
export { CheckRoutes, type GuardedRoute } from './check-routes.service.js';
export { ContinueSigning } from './continue-signing.service.js';
export {
  heldGrants,
  permissionsOf,
  type PersonRow,
  personOf,
  type PersonState,
  type Role,
  ROLES,
  signingNeeds,
} from './domain/index.js';
export { IdentityModule } from './identity.module.js';
export { RecordSecurity } from './record-security.service.js';
export { accessPolicyStore } from './access-policy.store.js';
export { PasskeyAssertionDto } from './passkey.dto.js';
export { personStore } from './person.store.js';
export { issueSetupToken } from './setup-token.store.js';

export const entities = [AccessPolicyEntity, PasskeyEntity, PersonEntity, RoleGrantEntity, SecretResetEntity];
