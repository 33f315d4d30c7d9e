import { type Organization, organizationRoutes } from '@lingpai/contract';
import { organizationPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { useQuery } from '@tanstack/react-query';
import { TreeSelect } from 'antd';
import { useId, useMemo } from 'react';
import { call } from '../app/api.ts';

export const ORGANIZATIONS_KEY = ['organizations'];

export function useOrganizations() {
  return useQuery({
    queryKey: ORGANIZATIONS_KEY,
    queryFn: ({ signal }) => call(organizationRoutes.listOrganizations, { signal }),
    select: ({ items }) => items,
  });
}

export interface OrganizationNode {
  readonly key: number;
  readonly value: number;
  readonly title: string;
  readonly path: string;
  readonly organization: Organization;
  readonly children: OrganizationNode[];
}

/** The flat list as a tree; one whose parent is missing stands at the top. */
export function buildTree(organizations: readonly Organization[]): OrganizationNode[] {
  const nodes = new Map(
    organizations.map((organization): [number, OrganizationNode] => [
      organization.id,
      {
        key: organization.id,
        value: organization.id,
        title: organization.name,
        path: organization.path,
        organization,
        children: [],
      },
    ]),
  );
  const top: OrganizationNode[] = [];
  for (const node of nodes.values()) {
    const { parentId } = node.organization;
    const parent = parentId === null ? undefined : nodes.get(parentId);
    (parent?.children ?? top).push(node);
  }
  return top;
}

interface OrganizationSelectProps {
  readonly id?: string;
  readonly value?: number | undefined;
  readonly onChange?: (id: number | undefined) => void;
  readonly allowClear?: boolean;
  readonly placeholder?: string;
}

/** Chooses an organisation out of the tree, by the keyboard and by typing a part of its path too. */
export function OrganizationSelect({
  id,
  value,
  onChange,
  allowClear,
  placeholder,
}: OrganizationSelectProps) {
  const t = usePhrases(organizationPhrases);
  const { data, isPending } = useOrganizations();
  const ownId = useId();
  const fieldId = id ?? ownId;
  const tree = useMemo(() => buildTree(data ?? []), [data]);
  return (
    <TreeSelect<number, OrganizationNode>
      id={fieldId}
      // what the field's aria-controls points to; antd leaves it out for trees
      popupRender={(menu) => <div id={`${fieldId}_list`}>{menu}</div>}
      value={(data === undefined ? undefined : value) as number}
      loading={isPending}
      treeData={tree}
      showSearch={{
        treeNodeFilterProp: 'path',
        filterTreeNode: (text, node) => String(node['path']).toLowerCase().includes(text.toLowerCase()),
      }}
      treeNodeLabelProp="path"
      treeDefaultExpandedKeys={tree.map((node) => node.key)}
      allowClear={allowClear ?? false}
      popupMatchSelectWidth={false}
      styles={{ popup: { root: { minWidth: 260, maxHeight: 420 } } }}
      aria-label={placeholder ?? t('organizations.placeholder')}
      placeholder={placeholder ?? t('organizations.placeholder')}
      data-testid="organization-select"
      onChange={(next) => onChange?.(next as number | undefined)}
    />
  );
}
