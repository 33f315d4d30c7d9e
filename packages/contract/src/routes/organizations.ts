import Type, { type Static } from 'typebox';
import { Id, Name, Nullable } from './fields.ts';
import { route } from './route.ts';

const tag = 'organizations';
const IdParams = Type.Object({ id: Id });

/** 组织机构. `path` is names from the root, joined by "/": 总公司/研发. A name holds no "/". */
export const Organization = Type.Object({
  id: Id,
  parentId: Nullable(Id),
  name: Name,
  path: Type.String(),
  childCount: Type.Integer(),
  userCount: Type.Integer(),
  tokenCount: Type.Integer(),
});
export type Organization = Static<typeof Organization>;

/** All of them at once, ordered by path: a tree of organisations is small beside users and tokens (10,000 at most). */
export const listOrganizations = route({
  method: 'GET',
  path: '/api/v1/organizations',
  tag,
  summary: 'All organisations, ordered by path',
  response: Type.Object({ items: Type.Array(Organization) }),
});
export const createOrganization = route({
  method: 'POST',
  path: '/api/v1/organizations',
  tag,
  summary: 'Add an organisation',
  body: Type.Object({ parentId: Nullable(Id), name: Name }),
  response: Organization,
});
export const renameOrganization = route({
  method: 'PATCH',
  path: '/api/v1/organizations/:id',
  tag,
  summary: 'Rename an organisation',
  params: IdParams,
  body: Type.Object({ name: Name }),
  response: Organization,
});
export const deleteOrganization = route({
  method: 'DELETE',
  path: '/api/v1/organizations/:id',
  tag,
  summary: 'Delete an empty organisation (refused while it has children, users or tokens)',
  params: IdParams,
});
