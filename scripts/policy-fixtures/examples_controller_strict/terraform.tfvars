# What the README of each module of the example controller shows, together.
account_id   = "210987654321"
account_name = "arj-wkld-b-prd"
project      = "shown"
environment  = "production"
region       = "us-east-1"

tags = {
  Owner      = "orders@example.com"
  Team       = "orders"
  CostCenter = "CC-4310"
}

default_tags = { ManagedBy = "Terraform" }

vpc_interface_endpoints = { us-east-1 = "vpce-0a1b2c3d4e5f67890" }

api_gateways = {
  "arj-prod-orders" = {
    description = "Takes orders"
    account_key = "arj-wkld-b-prd"
    kms_key_arn = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"

    routes = {
      "POST /orders" = {
        function_arn  = "arn:aws:lambda:us-east-1:210987654321:function:arj-prod-orders-accept"
        authorization = "JWT"
        scopes        = ["orders/write"]
      }
    }

    jwt = {
      issuer   = "https://login.example.com"
      audience = ["orders"]
    }
  }
}

cloudwatch_alarms = {
  "arj-prod-orders-failures" = {
    description   = "Orders are lost: look into the dead-letter queue arj-prod-orders-placed-dead-letter, then into the function's log"
    account_key   = "arj-wkld-b-prd"
    namespace     = "AWS/Lambda"
    metric_name   = "Errors"
    dimensions    = { FunctionName = "arj-prod-orders-accept" }
    threshold     = 1
    alarm_actions = ["arn:aws:sns:us-east-1:210987654321:arj-prod-orders-alarms"]
  }

  "arj-prod-orders-refusals" = {
    description   = "Many cards are refused: ask the payment provider"
    account_key   = "arj-wkld-b-prd"
    namespace     = "Orders"
    metric_name   = "Refusals"
    threshold     = 50
    alarm_actions = ["arn:aws:sns:us-east-1:210987654321:arj-prod-orders-alarms"]

    log_filter = {
      log_group = "/aws/lambda/arj-prod-orders-accept"
      pattern   = "{ $.message = \"card refused\" }"
    }
  }
}

dynamodb_tables = {
  "arj-prod-orders" = {
    account_key = "arj-wkld-b-prd"
    hash_key    = "customer"
    range_key   = "placed_at"
    kms_key_arn = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"

    attributes = {
      customer  = "S"
      placed_at = "S"
    }
  }
}

ec2_instances = {
  "arj-prod-orders-worker" = {
    account_key              = "arj-wkld-b-prd"
    ami_id                   = "ami-0b1c2d3e4f5a60001"
    subnet_id                = "subnet-0b1c2d3e4f5a60001"
    security_group_ids       = ["sg-0b1c2d3e4f5a60001"]
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"

    cloud_init_file = "worker-start.json"

    volumes = {
      "spool" = { device = "/dev/sdf", size_gib = 100 }
    }
  }
}

iam_roles = {
  "arj-prod-orders-release" = {
    description              = "Uploads releases of the order service from its own repository's workflow"
    account_key              = "arj-wkld-b-prd"
    trust_policy_file        = "IAM/deploy-roles/release-trust.json"
    permissions_policy_file  = "IAM/deploy-roles/release-permissions.json"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }

  "arj-prod-orders-report" = {
    description              = "Writes the order service's daily report"
    account_key              = "arj-wkld-b-prd"
    trust_policy_file        = "IAM/deploy-roles/report-trust.json"
    permissions_policy_file  = "IAM/deploy-roles/report-permissions.json"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }
}

kms_keys = {
  "arj-prod-orders" = {
    description = "Tables and queues of the order service"
    account_key = "arj-wkld-b-prd"
    region_code = "use1"

    tags = {
      Owner      = "orders@example.com"
      Team       = "orders"
      CostCenter = "CC-4310"
    }
  }

  "arj-prod-invoices" = {
    description = "Invoices, kept for ten years"
    account_key = "arj-wkld-b-prd"
    region_code = "use1"

    tags = {
      Owner      = "billing@example.com"
      Team       = "billing"
      CostCenter = "CC-4320"
    }
  }
}

lambda_functions = {
  "arj-prod-orders-accept" = {
    description              = "Takes orders and writes them down"
    account_key              = "arj-wkld-b-prd"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    subnet_ids               = ["subnet-0b1c2d3e4f5a60001", "subnet-0b1c2d3e4f5a60002"]
    security_group_ids       = ["sg-0b1c2d3e4f5a60001"]
    failure_target_arn       = "arn:aws:sqs:us-east-1:210987654321:arj-prod-orders-placed-dead-letter"
    reserved_concurrency     = 20
    code_signing_config_arn  = "arn:aws:lambda:us-east-1:210987654321:code-signing-config:csc-0b1c2d3e4f5a60001"
    permissions_policy_file  = "accept-permissions.json"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"

    # The order service's own workflow uploads it.
    package = {
      bucket  = "arj-prod-orders-releases"
      key     = "accept/1.4.0.zip"
      handler = "index.handler"
      runtime = "nodejs22.x"
    }

    environment = {
      TABLE = "arj-prod-orders"
    }
  }
}

rds_instances = {
  "arj-prod-orders" = {
    account_key              = "arj-wkld-b-prd"
    engine                   = "postgres"
    engine_version           = "17"
    database_name            = "orders"
    subnet_ids               = ["subnet-0b1c2d3e4f5a60001", "subnet-0b1c2d3e4f5a60002"]
    security_group_ids       = ["sg-0b1c2d3e4f5a60002"]
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }
}

s3_buckets = {
  "test-poc-3-data" = {
    bucket_name         = "arj-prod-test-poc-3-data"
    account_key         = "arj-wkld-a-prd"
    region_code         = "use1"
    versioning          = true
    block_public_access = true
    kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:alias/arj-prod-data"
    access_log_bucket   = "arj-prod-test-poc-3-logs"
    bucket_policy_file  = "S3/test-poc-3/bucket-policy.json"

    tags = {
      DataClass = "internal"
    }
  }

  # Takes the access logs of this account. S3 writes them only to buckets with AES256.
  "test-poc-3-logs" = {
    bucket_name          = "arj-prod-test-poc-3-logs"
    account_key          = "arj-wkld-a-prd"
    region_code          = "use1"
    encryption           = "AES256"
    receives_access_logs = true
  }
}

sns_topics = {
  "arj-prod-orders-alarms" = {
    display_name             = "Alarms of the order service"
    account_key              = "arj-wkld-b-prd"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:alias/arj-prod-orders"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
  }

  "arj-prod-orders-placed" = {
    account_key              = "arj-wkld-b-prd"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:alias/arj-prod-orders"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"
    topic_policy_file        = "placed-policy.json"
  }
}

sqs_queues = {
  "arj-prod-orders-placed" = {
    account_key                = "arj-wkld-b-prd"
    kms_key_arn                = "arn:aws:kms:us-east-1:210987654321:alias/arj-prod-orders"
    visibility_timeout_seconds = 180
    queue_policy_file          = "sqs/placed-policy.json"
  }
}

vpc_configs = {
  "arj-prod-orders" = {
    account_key              = "arj-wkld-b-prd"
    cidr_block               = "10.20.0.0/16"
    kms_key_arn              = "arn:aws:kms:us-east-1:210987654321:key/6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"
    permissions_boundary_arn = "arn:aws:iam::210987654321:policy/arj-prod-boundary"

    private_subnets = {
      "private-a" = { zone = "us-east-1a", cidr_block = "10.20.0.0/20" }
      "private-b" = { zone = "us-east-1b", cidr_block = "10.20.16.0/20" }
    }
  }
}
