# COM-005: environment_

resource "aws_sns_topic" "environment_listed" {
  tags = { Environment = "prod" }
}

resource "aws_sns_topic" "environment_other" {
  tags = { Environment = "production" }
}

resource "aws_sns_topic" "environment_none" {}

resource "aws_sns_topic" "environment_unknown" {
  tags = { Environment = terraform_data.later.output }
}

module "environment_module" {
  source   = "./modules/topic"
  for_each = { listed = "dev", other = "Dev" }
  name     = "shop-dev-orders"
  tags     = { Environment = each.value }
}

# COM-006: cost_

resource "aws_sns_topic" "cost_code" {
  tags = { CostCenter = "CC-1000" }
}

resource "aws_sns_topic" "cost_other" {
  tags = { CostCenter = "1000" }
}

resource "aws_sns_topic" "cost_none" {}

resource "aws_sns_topic" "cost_unknown" {
  tags = { CostCenter = terraform_data.later.output }
}

# COM-007: contact_

resource "aws_sns_topic" "contact_address" {
  tags = { Owner = "platform@example.org" }
}

resource "aws_sns_topic" "contact_handle" {
  tags = { Owner = "@platform" }
}

resource "aws_sns_topic" "contact_person" {
  tags = { Owner = "Jo" }
}

resource "aws_sns_topic" "contact_none" {}

resource "aws_sns_topic" "contact_unknown" {
  tags = { Owner = terraform_data.later.output }
}

# COM-008: filler_

resource "aws_sns_topic" "filler_real" {
  tags = { Owner = "platform@example.org", Team = "todos", Note = "TODO" }
}

resource "aws_sns_topic" "filler_empty" {
  tags = { Owner = " tbd ", Team = "N/A" }
}

resource "aws_sns_topic" "filler_unknown" {
  tags = { Owner = terraform_data.later.output }
}

# COM-009: case_

resource "aws_sns_topic" "case_agreed" {
  tags = { Owner = "platform@example.org", CostCenter = "CC-1000", owners = "x" }
}

resource "aws_sns_topic" "case_lower" {
  tags = { owner = "platform@example.org", costcenter = "CC-1000" }
}

resource "aws_sns_topic" "case_unknown" {
  tags = { for key in [terraform_data.later.output] : key => key }
}

# COM-011: volume_

locals {
  required = { Owner = "platform@example.org", Team = "platform", Environment = "prod", CostCenter = "CC-1000" }
}

resource "aws_instance" "volume_all" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"
  volume_tags   = local.required
}

resource "aws_instance" "volume_root" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"

  root_block_device {
    tags = local.required
  }
}

resource "aws_instance" "volume_some" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"
  volume_tags   = { Owner = "platform@example.org", Team = "platform" }
}

resource "aws_instance" "volume_none" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"
  tags          = local.required
}

resource "aws_instance" "volume_unknown" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"
  volume_tags   = { for key in [terraform_data.later.output] : key => key }
}

resource "aws_instance" "volume_from_template" {
  launch_template {
    id = aws_launch_template.volume_template.id
  }
}

resource "aws_instance" "volume_from_bare_template" {
  launch_template {
    id = aws_launch_template.volume_template_bare.id
  }
}

resource "aws_instance" "volume_from_other_template" {
  launch_template {
    id = "lt-00000000000000000"
  }
}

resource "aws_launch_template" "volume_template" {
  name          = "shop-prod-web"
  image_id      = "ami-00000000000000000"
  instance_type = "t3.micro"

  tag_specifications {
    resource_type = "instance"
    tags          = { Owner = "platform@example.org" }
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.required
  }
}

resource "aws_launch_template" "volume_template_bare" {
  name          = "shop-prod-web"
  image_id      = "ami-00000000000000000"
  instance_type = "t3.micro"

  tag_specifications {
    resource_type = "instance"
    tags          = local.required
  }
}
