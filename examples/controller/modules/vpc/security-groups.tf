locals {
  group_names = { for key, group in var.security_groups : key => coalesce(group.group_name, key) }

  ingress = merge([for key, group in var.security_groups : { for name, rule in group.ingress : "${key}/${name}" => merge(rule, { group = key, name = name }) }]...)
  egress  = merge([for key, group in var.security_groups : { for name, rule in group.egress : "${key}/${name}" => merge(rule, { group = key, name = name }) }]...)

  # What a rule may call security_group: an entry of this file, or an id.
  group_ids = { for key, group in aws_security_group.this : key => group.id }
}

resource "aws_security_group" "this" {
  for_each = var.security_groups

  name        = local.group_names[each.key]
  description = each.value.description
  vpc_id      = each.value.vpc_config == null ? each.value.vpc_id : aws_vpc.this[each.value.vpc_config].id
  tags        = merge(each.value.tags, { Name = local.group_names[each.key] })
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = each.value.to_port == null ? each.value.port : each.value.to_port
  cidr_ipv4                    = each.value.cidr_block
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.security_group == null ? null : lookup(local.group_ids, each.value.security_group, each.value.security_group)
  tags                         = merge(var.security_groups[each.value.group].tags, { Name = "${local.group_names[each.value.group]}-${each.value.name}" })
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.description
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = each.value.to_port == null ? each.value.port : each.value.to_port
  cidr_ipv4                    = each.value.cidr_block
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.security_group == null ? null : lookup(local.group_ids, each.value.security_group, each.value.security_group)
  tags                         = merge(var.security_groups[each.value.group].tags, { Name = "${local.group_names[each.value.group]}-${each.value.name}" })
}
