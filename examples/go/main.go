// A peer gateway and a tunnel to it, with the classes that Pulumi generates from the plugin.
package main

import (
	"example.com/pulumi-qcloud/sdk/go/qcloud"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		conf := config.New(ctx, "")
		vpc, err := qcloud.GetVpc(ctx, &qcloud.GetVpcArgs{IsDefault: pulumi.BoolRef(true)})
		if err != nil {
			return err
		}
		gateway, err := qcloud.GetVpnGateway(ctx, &qcloud.GetVpnGatewayArgs{VpcId: &vpc.VpcId})
		if err != nil {
			return err
		}

		address := conf.Get("peerAddress")
		if address == "" {
			address = "203.0.113.7"
		}
		office, err := qcloud.NewUserGateway(ctx, "office", &qcloud.UserGatewayArgs{
			UserGwAddr: pulumi.String(address),
		})
		if err != nil {
			return err
		}
		branch, err := qcloud.NewVpnConnection(ctx, "branch", &qcloud.VpnConnectionArgs{
			VpcId:           pulumi.String(vpc.VpcId),
			VpnGwId:         pulumi.String(gateway.VpnGwId),
			UserGwId:        office.UserGwId,
			PreSharedKey:    conf.RequireSecret("preSharedKey"),
			UserGwCidrBlock: pulumi.ToStringArray([]string{"172.16.10.0/24"}),
			IkeSet: &qcloud.IkeSetArgs{
				PropoEncryAlgorithm:  pulumi.String("aes-cbc-256"),
				PropoAuthenAlgorithm: pulumi.String("sha"),
				DhGroupName:          pulumi.String("group14"),
			},
			IpsecSet: &qcloud.IpsecSetArgs{
				EncryptAlgorithm:   pulumi.String("aes-cbc-256"),
				IntegrityAlgorithm: pulumi.String("sha"),
				PfsDhGroup:         pulumi.String("dh-group14"),
			},
		})
		if err != nil {
			return err
		}

		ctx.Export("vpnConnId", branch.VpnConnId)
		ctx.Export("status", branch.Status)
		ctx.Export("peerNetworks", branch.DestinationCidr)
		return nil
	})
}
