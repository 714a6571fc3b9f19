locals {
  names = { for key, vpc in var.vpcs : key => coalesce(vpc.vpc_name, key) }

  private_subnets = merge([for key, vpc in var.vpcs : { for name, subnet in vpc.private_subnets : "${key}/${name}" => merge(subnet, { vpc = key, name = name }) }]...)
  public_subnets  = merge([for key, vpc in var.vpcs : { for name, subnet in vpc.public_subnets : "${key}/${name}" => merge(subnet, { vpc = key, name = name }) }]...)

  with_public_subnets = { for key, vpc in var.vpcs : key => vpc if length(vpc.public_subnets) > 0 }
  with_nat_gateway    = { for key, vpc in var.vpcs : key => vpc if vpc.nat_gateway_subnet != null }

  gateway_endpoints   = merge([for key, vpc in var.vpcs : { for service in ["s3", "dynamodb"] : "${key}/${service}" => { vpc = key, service = service } }]...)
  interface_endpoints = merge([for key, vpc in var.vpcs : { for service in vpc.interface_endpoints : "${key}/${service}" => { vpc = key, service = service } }]...)

  # An endpoint has one interface a zone: the first subnet of each by name.
  endpoint_subnets = { for key, vpc in var.vpcs : key => toset([for names in { for name, subnet in vpc.private_subnets : subnet.zone => name... } : sort(names)[0]]) }

  log_groups     = { for key, name in local.names : key => "${name}-flow-logs" }
  log_group_arns = { for key, name in local.log_groups : key => "arn:aws:logs:${var.region}:${var.account_id}:log-group:${name}" }

  # Endpoints serve the own account alone.
  endpoint_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowOwnAccount"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalAccount" = var.account_id } }
    }]
  })
}

resource "aws_vpc" "this" {
  for_each = var.vpcs

  cidr_block           = each.value.cidr_block
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(each.value.tags, { Name = local.names[each.key] })
}

# Whatever names no group gets this one, which lets nothing through.
resource "aws_default_security_group" "this" {
  for_each = var.vpcs

  vpc_id = aws_vpc.this[each.key].id
  tags   = merge(each.value.tags, { Name = "${local.names[each.key]}-default" })
}

# ── Subnets and their routes ──────────────────────────────────────────────────

resource "aws_subnet" "private" {
  for_each = local.private_subnets

  vpc_id                  = aws_vpc.this[each.value.vpc].id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr_block
  map_public_ip_on_launch = false
  tags                    = merge(var.vpcs[each.value.vpc].tags, { Name = "${local.names[each.value.vpc]}-${each.value.name}" })
}

resource "aws_route_table" "private" {
  for_each = var.vpcs

  vpc_id = aws_vpc.this[each.key].id
  tags   = merge(each.value.tags, { Name = "${local.names[each.key]}-private" })
}

resource "aws_route_table_association" "private" {
  for_each = local.private_subnets

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.value.vpc].id
}

resource "aws_subnet" "public" {
  for_each = local.public_subnets

  vpc_id                  = aws_vpc.this[each.value.vpc].id
  availability_zone       = each.value.zone
  cidr_block              = each.value.cidr_block
  map_public_ip_on_launch = false
  tags                    = merge(var.vpcs[each.value.vpc].tags, { Name = "${local.names[each.value.vpc]}-${each.value.name}" })
}

resource "aws_internet_gateway" "this" {
  for_each = local.with_public_subnets

  vpc_id = aws_vpc.this[each.key].id
  tags   = merge(each.value.tags, { Name = local.names[each.key] })
}

resource "aws_route_table" "public" {
  for_each = local.with_public_subnets

  vpc_id = aws_vpc.this[each.key].id
  tags   = merge(each.value.tags, { Name = "${local.names[each.key]}-public" })
}

resource "aws_route" "internet" {
  for_each = local.with_public_subnets

  route_table_id         = aws_route_table.public[each.key].id
  gateway_id             = aws_internet_gateway.this[each.key].id
  destination_cidr_block = "0.0.0.0/0"
}

resource "aws_route_table_association" "public" {
  for_each = local.public_subnets

  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public[each.value.vpc].id
}

resource "aws_eip" "nat" {
  for_each = local.with_nat_gateway

  domain = "vpc"
  tags   = merge(each.value.tags, { Name = "${local.names[each.key]}-nat" })
}

resource "aws_nat_gateway" "this" {
  for_each = local.with_nat_gateway

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public["${each.key}/${each.value.nat_gateway_subnet}"].id
  tags          = merge(each.value.tags, { Name = local.names[each.key] })

  # The gateway's own traffic goes through this one.
  depends_on = [aws_internet_gateway.this]
}

resource "aws_route" "nat" {
  for_each = local.with_nat_gateway

  route_table_id         = aws_route_table.private[each.key].id
  nat_gateway_id         = aws_nat_gateway.this[each.key].id
  destination_cidr_block = "0.0.0.0/0"
}

# ── Endpoints ─────────────────────────────────────────────────────────────────

resource "aws_vpc_endpoint" "gateway" {
  for_each = local.gateway_endpoints

  vpc_id            = aws_vpc.this[each.value.vpc].id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.region}.${each.value.service}"
  route_table_ids   = [aws_route_table.private[each.value.vpc].id]
  policy            = local.endpoint_policy
  tags              = merge(var.vpcs[each.value.vpc].tags, { Name = "${local.names[each.value.vpc]}-${each.value.service}" })
}

resource "aws_security_group" "endpoints" {
  for_each = { for key, vpc in var.vpcs : key => vpc if length(vpc.interface_endpoints) > 0 }

  name        = "${local.names[each.key]}-endpoints"
  description = "AWS services, for the network ${local.names[each.key]}"
  vpc_id      = aws_vpc.this[each.key].id
  tags        = merge(each.value.tags, { Name = "${local.names[each.key]}-endpoints" })
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  for_each = { for key, subnet in local.private_subnets : key => subnet if contains(keys(aws_security_group.endpoints), subnet.vpc) }

  security_group_id = aws_security_group.endpoints[each.value.vpc].id
  description       = "HTTPS from ${each.value.name}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value.cidr_block
  tags              = merge(var.vpcs[each.value.vpc].tags, { Name = "${local.names[each.value.vpc]}-endpoints-${each.value.name}" })
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = aws_vpc.this[each.value.vpc].id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${var.region}.${each.value.service}"
  subnet_ids          = [for name in local.endpoint_subnets[each.value.vpc] : aws_subnet.private["${each.value.vpc}/${name}"].id]
  security_group_ids  = [aws_security_group.endpoints[each.value.vpc].id]
  private_dns_enabled = true
  policy              = local.endpoint_policy
  tags                = merge(var.vpcs[each.value.vpc].tags, { Name = "${local.names[each.value.vpc]}-${each.value.service}" })
}

# ── Flow logs ─────────────────────────────────────────────────────────────────

resource "aws_cloudwatch_log_group" "flow_logs" {
  for_each = var.vpcs

  name              = local.log_groups[each.key]
  retention_in_days = each.value.log_retention_days
  kms_key_id        = each.value.kms_key_arn
  tags              = each.value.tags
}

resource "aws_iam_role" "flow_logs" {
  for_each = var.vpcs

  name                 = "${local.names[each.key]}-flow-logs"
  description          = "Writes the flow logs of ${local.names[each.key]}"
  permissions_boundary = each.value.permissions_boundary_arn
  tags                 = each.value.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "FlowLogs"
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_policy" "flow_logs" {
  for_each = var.vpcs

  name        = "${local.names[each.key]}-flow-logs"
  description = "Writes the flow logs of ${local.names[each.key]}"
  tags        = each.value.tags

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "WriteFlowLogs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = [local.log_group_arns[each.key], "${local.log_group_arns[each.key]}:*"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "flow_logs" {
  for_each = var.vpcs

  role       = aws_iam_role.flow_logs[each.key].name
  policy_arn = aws_iam_policy.flow_logs[each.key].arn
}

resource "aws_flow_log" "this" {
  for_each = var.vpcs

  vpc_id          = aws_vpc.this[each.key].id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow_logs[each.key].arn
  iam_role_arn    = aws_iam_role.flow_logs[each.key].arn
  tags            = merge(each.value.tags, { Name = local.names[each.key] })
}
