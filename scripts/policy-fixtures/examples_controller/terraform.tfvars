# Everything that an entry of the example controller can say wrong.
account_id   = "123456789012"
account_name = "arj-wkld-a-prd"
project      = "wrong"
environment  = "production"
region       = "us-east-1"

s3_buckets = {
  "arj-prod-loose" = {
    versioning          = false
    block_public_access = false
    force_destroy       = true
    bucket_policy_file  = "open-policy.json"
    tags                = { DataClass = "restricted", Recovery = "cross-region" }
  }
  "arj-prod-locked" = {
    encryption         = "AES256"
    bucket_policy_file = "lockout-policy.json"
    access_log_bucket  = "arj-prod-locked"
    lifecycle          = {}
    tags               = { Owner = "nobody", Team = "tbd", CostCenter = "7", team = "x", Environment = "qa" }
  }
  "Arj.Bad.123456789012" = {
    versioning        = true
    kms_key_arn       = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    access_log_bucket = "elsewhere"
  }
  "arj-dev-elsewhere" = {}
}

kms_keys = {
  "loose" = {
    description             = ""
    alias                   = "Loose"
    enable_key_rotation     = false
    deletion_window_in_days = 7
    multi_region            = true
    key_policy_file         = "open-policy.json"
  }
  "slow" = {
    description             = "Turns rarely"
    rotation_period_in_days = 2000
  }
}

iam_roles = {
  "loose" = {
    trust_policy_file       = "open-trust.json"
    permissions_policy_file = "wide-permissions.json"
    managed_policy_arns = [
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::aws:policy/IAMFullAccess",
      "arn:aws:iam::aws:policy/AmazonS3FullAccess",
      "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
    ]
    max_session_duration = 43200
  }
}

iam_policies = {
  "wide" = { permissions_policy_file = "wide-permissions.json" }
}

iam_users = {
  "loose-user" = {
    permissions_policy_file = "wide-permissions.json"
    managed_policy_arns     = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
  }
}

sns_topics = {
  "loose" = {
    kms_key_arn       = ""
    topic_policy_file = "open-policy.json"
  }
  "plain" = {}
}

sqs_queues = {
  "loose" = {
    kms_key_arn               = ""
    queue_policy_file         = "open-policy.json"
    max_receive_count         = 1000
    message_retention_seconds = 60
  }
  "plain" = {}
}

dynamodb_tables = {
  "loose" = {
    hash_key            = "id"
    attributes          = { id = "S" }
    deletion_protection = false
    recovery_days       = 1
    tags                = { DataClass = "restricted", Recovery = "cross-region" }
  }
}

lambda_functions = {
  "loose" = {
    description             = ""
    package                 = { bucket = "releases", key = "a.zip", handler = "index.handler", runtime = "nodejs14.x" }
    timeout_seconds         = 900
    log_retention_days      = 0
    environment             = { DB_PASSWORD = "hunter2hunter2" }
    subnet_ids              = ["subnet-0123456789abcdef0"]
    security_group_ids      = ["sg-0123456789abcdef0"]
    permissions_policy_file = "wide-permissions.json"
    callers                 = { all = { service = "*", source_arn = "arn:aws:s3:::elsewhere" } }
    tags                    = { Network = "private", DataClass = "restricted" }
  }
  "plain" = {
    description = "Says nothing else"
    image_uri   = "123456789012.dkr.ecr.us-east-1.amazonaws.com/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}

rds_instances = {
  "loose" = {
    engine                = "postgres"
    engine_version        = "11.3"
    instance_class        = "db.m1.small"
    username              = "postgres"
    port                  = 5432
    subnet_ids            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_group_ids    = ["sg-0123456789abcdef0"]
    multi_az              = false
    backup_retention_days = 1
    deletion_protection   = false
    parameters            = { log_statement = "none" }
  }
}

rds_clusters = {
  "loose-cluster" = {
    engine                = "aurora-mysql"
    engine_version        = "5.7.mysql_aurora.2.11.2"
    username              = "admin"
    instances             = 1
    port                  = 3306
    subnet_ids            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_group_ids    = ["sg-0123456789abcdef0"]
    backup_retention_days = 1
    deletion_protection   = false
    backtrack_hours       = 0
  }
}

ec2_instances = {
  "loose" = {
    ami_id                  = "ami-0123456789abcdef0"
    instance_type           = "m1.small"
    subnet_id               = "subnet-0123456789abcdef0"
    security_group_ids      = ["sg-0123456789abcdef0"]
    metadata_hops           = 2
    termination_protection  = false
    detailed_monitoring     = false
    cloud_init_file         = "secret-start.json"
    permissions_policy_file = "wide-permissions.json"
    volumes                 = { spool = { device = "/dev/sdf", size_gib = 10 } }
  }
}

vpc_configs = {
  "loose" = {
    cidr_block          = "52.0.0.0/16"
    private_subnets     = { a = { zone = "us-east-1a", cidr_block = "52.0.0.0/24" }, b = { zone = "us-east-1b", cidr_block = "52.0.1.0/24" } }
    public_subnets      = { p = { zone = "us-east-1a", cidr_block = "52.0.2.0/24" } }
    nat_gateway_subnet  = "p"
    interface_endpoints = []
    log_retention_days  = 30
  }
}

security_groups = {
  "loose-group" = {
    description = "Managed by Terraform"
    vpc_config  = "loose"
    ingress = {
      all    = { description = "", protocol = "-1", cidr_block = "0.0.0.0/0" }
      inside = { description = "", protocol = "-1", cidr_block = "10.0.0.0/8" }
      ssh    = { description = "", port = 22, cidr_block = "0.0.0.0/0" }
      rdp    = { description = "", port = 3389, cidr_block = "0.0.0.0/0" }
      http   = { description = "", port = 80, cidr_block = "0.0.0.0/0" }
      ftp    = { description = "", port = 21, cidr_block = "0.0.0.0/0" }
      mysql  = { description = "", port = 3306, cidr_block = "0.0.0.0/0" }
      smb    = { description = "", port = 445, cidr_block = "0.0.0.0/0" }
      wide   = { description = "", port = 1024, to_port = 65535, cidr_block = "0.0.0.0/0" }
    }
    egress = { all = { description = "", protocol = "-1", cidr_block = "0.0.0.0/0" } }
  }
}

cloudwatch_alarms = {
  "loose-alarm" = {
    description        = ""
    namespace          = "Things"
    metric_name        = "Failures"
    treat_missing_data = "missing"
    threshold          = 1
    alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
    log_filter         = { log_group = "things", pattern = "ERROR" }
  }
}

api_gateways = {
  "loose" = {
    description        = ""
    routes             = { "GET /open" = { url = "https://things.example.com", authorization = "NONE" }, "GET /{any}" = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:thing" } }
    cors               = { origins = ["*"] }
    domain             = { name = "api.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" }
    log_retention_days = 0
    tags               = { Audience = "partner" }
  }
}
