# DDB-007, DDB-008, DDB-014 (dax_…)

resource "aws_dax_cluster" "dax_bare" {
  cluster_name       = "bare"
  iam_role_arn       = "arn:aws:iam::111111111111:role/dax"
  node_type          = "dax.t3.small"
  replication_factor = 1
}

resource "aws_dax_cluster" "dax_off" {
  cluster_name                     = "off"
  iam_role_arn                     = "arn:aws:iam::111111111111:role/dax"
  node_type                        = "dax.t3.small"
  replication_factor               = 2
  cluster_endpoint_encryption_type = "NONE"
  server_side_encryption {
    enabled = false
  }
  tags = {
    Environment = "prod"
  }
}

resource "aws_dax_cluster" "dax_safe" {
  cluster_name                     = "safe"
  iam_role_arn                     = "arn:aws:iam::111111111111:role/dax"
  node_type                        = "dax.t3.small"
  replication_factor               = 3
  cluster_endpoint_encryption_type = "TLS"
  server_side_encryption {
    enabled = true
  }
  tags = {
    Environment = "prod"
  }
}

resource "aws_dax_cluster" "dax_unknown" {
  cluster_name                     = "unknown"
  iam_role_arn                     = "arn:aws:iam::111111111111:role/dax"
  node_type                        = "dax.t3.small"
  replication_factor               = length(terraform_data.later.output)
  cluster_endpoint_encryption_type = terraform_data.later.output
  server_side_encryption {
    enabled = terraform_data.later.output == "later"
  }
  tags = {
    Environment = "prod"
  }
}

resource "aws_dax_cluster" "dax_test" {
  cluster_name                     = "test"
  iam_role_arn                     = "arn:aws:iam::111111111111:role/dax"
  node_type                        = "dax.t3.small"
  replication_factor               = 1
  cluster_endpoint_encryption_type = "TLS"
  server_side_encryption {
    enabled = true
  }
  tags = {
    Environment = "test"
  }
}

# DDB-009 (policy_…)

locals {
  table = "arn:aws:dynamodb:us-east-1:111111111111:table/x"
  read = {
    Effect    = "Allow"
    Principal = "*"
    Action    = "dynamodb:GetItem"
    Resource  = "*"
  }
}

resource "aws_dynamodb_resource_policy" "policy_open" {
  resource_arn = local.table
  policy       = jsonencode({ Version = "2012-10-17", Statement = [local.read] })
}

resource "aws_dynamodb_resource_policy" "policy_named" {
  resource_arn = local.table
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.read, { Principal = { AWS = "arn:aws:iam::222222222222:root" } })]
  })
}

resource "aws_dynamodb_resource_policy" "policy_limited" {
  for_each     = toset(["aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:SourceVpce"])
  resource_arn = local.table
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.read, { Condition = { StringEquals = { (each.value) = "x" } } })]
  })
}

data "aws_iam_policy_document" "document" {
  statement {
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.replica_none.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_dynamodb_resource_policy" "policy_document" {
  resource_arn = aws_dynamodb_table.replica_none.arn
  policy       = data.aws_iam_policy_document.document.json
}

resource "aws_dynamodb_resource_policy" "policy_unknown" {
  resource_arn = local.table
  policy       = terraform_data.later.output
}

# DDB-010 (global_…)

resource "aws_dynamodb_global_table" "global_new" {
  name = "global"
  replica {
    region_name = "us-east-1"
  }
}
