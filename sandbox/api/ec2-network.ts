import type { XmlValue } from './xml';
import { hash } from '../template/identifiers';
import type { DescribedModel } from '../template/model';

export function subnet({ reference, properties: { VpcId, CidrBlock, AvailabilityZone } }: DescribedModel): XmlValue {
  return {
    subnetId: reference, vpcId: text(VpcId), cidrBlock: text(CidrBlock), availabilityZone: text(AvailabilityZone), state: 'available',
  };
}

export function natGateway({ reference, properties: { SubnetId, ConnectivityType } }: DescribedModel, vpc: string): XmlValue {
  return {
    natGatewayId: reference, vpcId: vpc, subnetId: text(SubnetId), state: 'available', connectivityType: text(ConnectivityType ?? 'public'),
  };
}

export function vpcEndpoint({ reference, properties }: DescribedModel): XmlValue {
  const { VpcId, ServiceName, VpcEndpointType, RouteTableIds, SubnetIds, SecurityGroupIds, PrivateDnsEnabled } = properties;
  return {
    vpcEndpointId: reference,
    vpcId: text(VpcId),
    serviceName: text(ServiceName),
    vpcEndpointType: text(VpcEndpointType ?? 'Gateway'),
    state: 'available',
    privateDnsEnabled: PrivateDnsEnabled === true || PrivateDnsEnabled === 'true',
    routeTableIdSet: texts(RouteTableIds),
    subnetIdSet: texts(SubnetIds),
    groupSet: texts(SecurityGroupIds).map((groupId) => ({ groupId })),
  };
}

/** The route tables of VPCs, with the main one that a VPC is made with: templates do not state it. */
export function routeTables(ofType: (type: string) => readonly DescribedModel[], vpcs: readonly string[]): XmlValue {
  const associations = ofType('SubnetRouteTableAssociation');
  const routes = ofType('Route');
  const gateways = ofType('NatGateway').map(({ reference }) => reference);
  const known = new Set(ofType('Subnet').map(({ properties: { VpcId } }) => String(VpcId)));
  const main = [...known].map((vpc) => ({ id: `rtb-${hash(`main ${vpc}`, 17)}`, vpc, isMain: true }));
  const stated = ofType('RouteTable').map(({ reference, properties: { VpcId } }) => ({ id: reference, vpc: String(VpcId), isMain: false }));
  return [...main, ...stated].filter(({ vpc }) => vpcs.length === 0 || vpcs.includes(vpc)).map(({ id, vpc, isMain }) => ({
    routeTableId: id,
    vpcId: vpc,
    associationSet: [
      ...isMain ? [{ routeTableAssociationId: `rtbassoc-${hash(id, 17)}`, routeTableId: id, main: true }] : [],
      ...associations.filter(({ properties: { RouteTableId } }) => RouteTableId === id).map(({ logicalId, properties: { SubnetId } }) => ({
        routeTableAssociationId: `rtbassoc-${hash(logicalId, 17)}`, routeTableId: id, subnetId: text(SubnetId), main: false,
      })),
    ],
    routeSet: [
      { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' },
      ...routes.filter(({ properties: { RouteTableId } }) => RouteTableId === id).map(({ properties }) => route(properties, gateways)),
    ],
  }));
}

/** What a template's route names, and the template does not have, is gone. */
function route(
  { DestinationCidrBlock, GatewayId, NatGatewayId, TransitGatewayId }: Readonly<Record<string, unknown>>, gateways: readonly string[],
): XmlValue {
  const isGone = NatGatewayId !== undefined && !gateways.includes(String(NatGatewayId));
  return {
    destinationCidrBlock: text(DestinationCidrBlock),
    gatewayId: text(GatewayId),
    natGatewayId: text(NatGatewayId),
    transitGatewayId: text(TransitGatewayId),
    state: isGone ? 'blackhole' : 'active',
    origin: 'CreateRoute',
  };
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
