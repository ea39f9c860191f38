import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService, NetworkLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { HealthDashboard, LayeredHealth, ServiceAlarms } from '../../src';
import { contract, stackWithVpc, Template } from '../fixtures';

interface Widget {
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title?: string; markdown?: string; metrics?: any[]; alarms?: any[] };
}

function widgets(): Widget[] {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const common = { cluster, minHealthyPercent: 100, taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 } };
  const shop = new ApplicationLoadBalancedFargateService(stack, 'Shop', common);
  const feed = new NetworkLoadBalancedFargateService(stack, 'Feed', common);
  const shopHealth = new LayeredHealth(stack, 'ShopHealth', {
    contract: contract(),
    service: shop.service,
    targetGroups: [shop.targetGroup],
  });
  const feedHealth = new LayeredHealth(stack, 'FeedHealth', {
    contract: contract(),
    service: feed.service,
    targetGroups: [feed.targetGroup],
  });
  new HealthDashboard(stack, 'Dashboard', {
    services: [
      {
        title: 'Shop',
        verification: shopHealth.verification!,
        alarms: shopHealth.alarms,
        service: shop.service,
        targetGroups: [shop.targetGroup],
      },
      { title: 'Feed', verification: feedHealth.verification!, targetGroups: [feed.targetGroup] },
    ],
  });
  new ServiceAlarms(stack, 'Late', { verification: shopHealth.verification! }).addTo(shopHealth.alarms!);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  return JSON.parse(
    dashboard.Properties.DashboardBody['Fn::Join'][1]
      .map((part: any) => (typeof part === 'string' ? part : (part['Fn::GetAtt']?.[0] ?? 'token')))
      .join(''),
  ).widgets;
}

const titled = (all: Widget[], title: RegExp) => all.filter(({ properties }) => title.test(properties.title ?? properties.markdown ?? ''));

test('each service has its rows, from the verdict through the layers to what AWS says', () => {
  const all = widgets();
  expect(all.map(({ properties }) => properties.title ?? properties.markdown)).toEqual([
    '## Shop', 'Incident and its causes', 'Now', 'Tasks failing by layer, probed from outside', 'Tasks failing by layer, reported by AWS',
    'Deployments, and tasks that are missing or stopped by themselves',
    'Targets', 'Errors', 'Latency p99, seconds', 'CPU and memory, %',
    '## Feed', 'Now', 'Tasks failing by layer, probed from outside', 'Tasks failing by layer, reported by AWS',
    'Deployments, and tasks that are missing or stopped by themselves', 'Targets',
  ]);
});

test('the layers stand in order, each on the metric with its own dimension', () => {
  const [layers] = titled(widgets(), /probed from outside/);
  const text = JSON.stringify(layers.properties.metrics);
  const positions = ['"L3"', '"L4"', '"TLS"', '"L7"'].map((layer) => text.indexOf(layer));
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(positions).not.toContain(-1);
  expect(text).toContain('"Layer","L3"');
});

test('the incident is shown first, then its causes, even those that came after the dashboard', () => {
  const [{ properties: { alarms } }] = titled(widgets(), /^Incident/);
  expect(alarms!.map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'ShopHealthAlarmsIncident',
    'ShopHealthAlarmsFaults',
    'LateTasksMissing',
    'LateTasksCrashed',
    'LateDeploymentFailed',
  ]);
});

test('deployments are marked on an axis of their own, and are zero where there is no data', () => {
  const [marks] = titled(widgets(), /^Deployments/);
  const drawn = JSON.stringify(marks.properties.metrics);
  for (const metric of ['DeploymentInProgress', 'DeploymentFailed', 'TasksMissing', 'TasksCrashed']) {
    expect(drawn).toContain(`"LayeredHealth","${metric}"`);
  }
  expect(marks.properties.metrics!.filter(([{ yAxis }]) => yAxis === 'right').map(([{ expression }]) => expression)).toEqual([
    'FILL(deploying, 0)',
    'FILL(failed, 0)',
  ]);
});

test('no widget overlaps another, and each row fills the width', () => {
  const all = widgets();
  for (const [index, one] of all.entries()) {
    expect(one.x + one.width).toBeLessThanOrEqual(24);
    for (const other of all.slice(index + 1)) {
      const beside = one.x + one.width <= other.x || other.x + other.width <= one.x;
      const above = one.y + one.height <= other.y || other.y + other.height <= one.y;
      expect(beside || above).toBe(true);
    }
  }
});

test('a dashboard without services is refused', () => {
  const { stack } = stackWithVpc();
  expect(() => new HealthDashboard(stack, 'Dashboard', { services: [] })).toThrow(
    /\[Stack\/Dashboard\] A dashboard has no services: got an empty list/,
  );
});
