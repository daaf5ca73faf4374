"""A peer gateway and a tunnel to it, with the classes that Pulumi generates from the plugin."""

import pulumi
import pulumi_qcloud_vpn as qcloud

config = pulumi.Config()
vpc = qcloud.get_vpc_output(is_default=True)
gateway = qcloud.get_vpn_gateway_output(vpc_id=vpc.vpc_id)

office = qcloud.UserGateway("office", user_gw_addr=config.get("peerAddress") or "203.0.113.7")
branch = qcloud.VpnConnection(
    "branch",
    vpc_id=vpc.vpc_id,
    vpn_gw_id=gateway.vpn_gw_id,
    user_gw_id=office.user_gw_id,
    pre_shared_key=config.require_secret("preSharedKey"),
    user_gw_cidr_block=["172.16.10.0/24"],
    ike_set={
        "propo_encry_algorithm": "aes-cbc-256",
        "propo_authen_algorithm": "sha",
        "dh_group_name": "group14",
    },
    ipsec_set={
        "encrypt_algorithm": "aes-cbc-256",
        "integrity_algorithm": "sha",
        "pfs_dh_group": "dh-group14",
    },
)

pulumi.export("vpnConnId", branch.vpn_conn_id)
pulumi.export("status", branch.status)
pulumi.export("peerNetworks", branch.destination_cidr)
