import { organizationPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Tree } from 'antd';
import { type Key, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { EmptyList } from '../parts/empty-list.tsx';
import { Loaded } from '../parts/load-state.tsx';
import { type OrganizationNode, buildTree, useOrganizations } from '../parts/organization-select.tsx';
import { Page } from '../parts/page.tsx';
import { SearchInput } from '../parts/search-input.tsx';
import { OrganizationForm, type OrganizationTask } from './organization-form.tsx';
import { OrganizationPanel } from './organization-panel.tsx';

export function OrganizationsPage() {
  const t = usePhrases(organizationPhrases);
  const query = useOrganizations();
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState('');
  const [task, setTask] = useState<OrganizationTask>();
  const chosen =
    query.data?.find((organization) => String(organization.id) === params.get('id')) ?? query.data?.[0];
  const choose = (id: number) => setParams({ id: String(id) }, { replace: true });
  const shown = useMemo(
    () =>
      buildTree((query.data ?? []).filter(({ path }) => path.toLowerCase().includes(search.toLowerCase()))),
    [query.data, search],
  );
  return (
    <Page
      title={t('organizations.title')}
      description={t('organizations.help')}
      actions={
        <Button onClick={() => setTask({ kind: 'add', parent: null })}>{t('organizations.add-top')}</Button>
      }
    >
      <Loaded query={query} rows={8}>
        {(organizations) =>
          organizations.length === 0 ? (
            <div className="lp-panel lp-list-empty">
              <EmptyList title={t('organizations.empty')} />
            </div>
          ) : (
            <div className="lp-columns" style={{ gridTemplateColumns: undefined }}>
              <section className="lp-panel">
                <SearchInput
                  value={search}
                  onChange={setSearch}
                  placeholder={t('organizations.search')}
                  className=""
                />
                <OrganizationTree
                  key={search}
                  nodes={shown}
                  chosenId={chosen?.id}
                  onChoose={choose}
                  isAllOpen={search !== ''}
                />
              </section>
              {chosen === undefined ? (
                <p className="lp-muted">{t('organizations.choose')}</p>
              ) : (
                <OrganizationPanel
                  organization={chosen}
                  onTask={setTask}
                  onDeleted={() => setParams({}, { replace: true })}
                />
              )}
            </div>
          )
        }
      </Loaded>
      <OrganizationForm task={task} onClose={() => setTask(undefined)} onAdded={choose} />
    </Page>
  );
}

interface OrganizationTreeProps {
  readonly nodes: OrganizationNode[];
  readonly chosenId: number | undefined;
  readonly onChoose: (id: number) => void;
  readonly isAllOpen: boolean;
}

/** Rendered in a window of fixed height, so that ten thousand nodes cost what thirty do. */
function OrganizationTree({ nodes, chosenId, onChoose, isAllOpen }: OrganizationTreeProps) {
  const t = usePhrases(organizationPhrases);
  const keysOfTop: Key[] = nodes.map((node) => node.key);
  return (
    <Tree<OrganizationNode>
      aria-label={t('organizations.title')}
      style={{ marginTop: 12 }}
      height={520}
      blockNode
      showLine
      treeData={nodes}
      defaultExpandAll={isAllOpen}
      defaultExpandedKeys={keysOfTop}
      selectedKeys={chosenId === undefined ? [] : [chosenId]}
      onSelect={(_, { node }) => onChoose(node.key)}
      titleRender={(node) => (
        <span className="lp-spread" style={{ flexWrap: 'nowrap' }}>
          <span className="lp-break">{node.title}</span>
          <span className="lp-muted lp-small lp-number" style={{ whiteSpace: 'nowrap' }}>
            {t('organizations.counts', {
              users: node.organization.userCount,
              tokens: node.organization.tokenCount,
            })}
          </span>
        </span>
      )}
    />
  );
}
